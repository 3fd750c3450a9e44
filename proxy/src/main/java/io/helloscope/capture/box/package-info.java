/** Two captures, one on each side of a box: what it let pass, spoke itself, changed, blocked or cut, and how good its own TLS is. */
@NullMarked
package io.helloscope.capture.box;

import org.jspecify.annotations.NullMarked;
