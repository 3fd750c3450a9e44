/** Micrometer meters as a report sink. */
@NullMarked
package io.helloscope.metrics;

import org.jspecify.annotations.NullMarked;
