/** What was seen of a connection, without an opinion. Imports floor 0. */
@NullMarked
package io.helloscope.observe;

import org.jspecify.annotations.NullMarked;
