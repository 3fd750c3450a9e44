package io.helloscope.store;

import io.helloscope.report.Facets;
import io.helloscope.report.ReportQuery;
import java.time.Duration;

/**
 * What a row is told apart by besides its host and client.
 *
 * @param lasting longer than {@link #SHORT}: its id tells little about its time
 */
record Kind(String cause, String phase, String party, boolean lasting) {
    static final Duration SHORT = Duration.ofHours(1);

    static Kind of(Facets facets) {
        return new Kind(facets.cause(), facets.phase(), facets.party(), facets.first().plus(SHORT).isBefore(facets.last()));
    }

    boolean fits(ReportQuery query) {
        return query.cause().filter(wanted -> !wanted.code().equals(cause)).isEmpty()
                && query.phase().filter(wanted -> !wanted.code().equals(phase)).isEmpty()
                && query.party().filter(wanted -> !wanted.code().equals(party)).isEmpty();
    }
}
