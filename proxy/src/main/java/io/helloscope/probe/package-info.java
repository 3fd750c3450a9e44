/** One question to a server each. Imports {@code dial}. */
@NullMarked
package io.helloscope.probe;

import org.jspecify.annotations.NullMarked;
