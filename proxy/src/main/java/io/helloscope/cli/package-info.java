/** The command line. */
@NullMarked
package io.helloscope.cli;

import org.jspecify.annotations.NullMarked;
