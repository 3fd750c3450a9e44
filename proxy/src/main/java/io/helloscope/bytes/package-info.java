/** Byte runs and a bounded reader of them. Imports nothing of ours. */
@NullMarked
package io.helloscope.bytes;

import org.jspecify.annotations.NullMarked;
