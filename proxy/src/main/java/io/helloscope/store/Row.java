package io.helloscope.store;

import io.helloscope.report.Facets;
import io.helloscope.report.Recorded;

/** A document with the columns that it is found by. */
record Row(Recorded recorded, Facets facets) {
}
