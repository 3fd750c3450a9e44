/** Immutable look-up tables read from resources. Imports {@code verdict} and {@code bytes}. */
@NullMarked
package io.helloscope.knowledge;

import org.jspecify.annotations.NullMarked;
