/** Which questions after which failure. Imports {@code probe} and {@code dial}. */
@NullMarked
package io.helloscope.probe.triage;

import org.jspecify.annotations.NullMarked;
