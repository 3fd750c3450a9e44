/** The tunnel: bytes both ways, back-pressure, half-close, reset, and the tap that watches. */
@NullMarked
package io.helloscope.relay;

import org.jspecify.annotations.NullMarked;
