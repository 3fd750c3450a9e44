/** From a request for a tunnel to the relay, however it was asked for. Imports {@code relay}, {@code dial}, {@code answer} and {@code access}. */
@NullMarked
package io.helloscope.frontend.connect;

import org.jspecify.annotations.NullMarked;
