/** The proxy auto-configuration file. */
@NullMarked
package io.helloscope.frontend.pac;

import org.jspecify.annotations.NullMarked;
