/** Captures: reading, TCP reassembly, feeding the same observer. */
@NullMarked
package io.helloscope.capture;

import org.jspecify.annotations.NullMarked;
