/** Builds the objects, wires the sinks, starts and drains. */
@NullMarked
package io.helloscope.app;

import org.jspecify.annotations.NullMarked;
