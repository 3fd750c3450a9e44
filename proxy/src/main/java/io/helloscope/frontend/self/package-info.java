/** The proxy's own site, helloscope.internal. */
@NullMarked
package io.helloscope.frontend.self;

import org.jspecify.annotations.NullMarked;
