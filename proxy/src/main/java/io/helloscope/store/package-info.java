/** Report history in memory and in databases. */
@NullMarked
package io.helloscope.store;

import org.jspecify.annotations.NullMarked;
