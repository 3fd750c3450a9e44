/** What clients speak to: the first byte decides. Imports {@code relay} and {@code dial}. */
@NullMarked
package io.helloscope.frontend;

import org.jspecify.annotations.NullMarked;
