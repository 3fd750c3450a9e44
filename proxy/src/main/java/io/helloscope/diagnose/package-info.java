/** From what was seen to a cause, pure functions. Imports floor 0, {@code knowledge} and {@code observe}. */
@NullMarked
package io.helloscope.diagnose;

import org.jspecify.annotations.NullMarked;
