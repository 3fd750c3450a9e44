/**
 * Immutable look-up tables read from resources: causes, plaintext answers, inspection products, public roots, client errors, portal
 * checks. Every row cites its source; a damaged table is refused with its file and line. Imports {@code verdict} and {@code bytes}.
 */
@NullMarked
package io.helloscope.knowledge;

import org.jspecify.annotations.NullMarked;
