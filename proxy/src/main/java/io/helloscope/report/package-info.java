/** Reports, incidents and the interfaces through which adapters meet. Imports floor 0 and the decisions. */
@NullMarked
package io.helloscope.report;

import org.jspecify.annotations.NullMarked;
