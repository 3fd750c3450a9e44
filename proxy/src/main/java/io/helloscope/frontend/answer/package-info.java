/** What the proxy says itself, and how it takes leave. Imports nothing of floor 2. */
@NullMarked
package io.helloscope.frontend.answer;

import org.jspecify.annotations.NullMarked;
