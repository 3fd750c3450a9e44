/** The rotating log of report documents. */
@NullMarked
package io.helloscope.journal;

import org.jspecify.annotations.NullMarked;
