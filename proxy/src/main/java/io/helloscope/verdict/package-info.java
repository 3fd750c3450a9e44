/** Our vocabulary: cause, phase, party, confidence, evidence, remedy. Imports nothing of ours. */
@NullMarked
package io.helloscope.verdict;

import org.jspecify.annotations.NullMarked;
