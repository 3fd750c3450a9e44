/** Evidence and verdicts about interception. Imports floor 0, {@code knowledge} and {@code observe}. */
@NullMarked
package io.helloscope.intercept;

import org.jspecify.annotations.NullMarked;
