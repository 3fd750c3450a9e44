package io.helloscope.report;

import io.helloscope.diagnose.Diagnosis;
import java.time.Instant;
import java.util.Optional;

/**
 * What a report or an incident is found by; the same words as in its document, so that a history that keeps them in columns beside it
 * answers like one in memory.
 *
 * @param host the destination's name or address, as shown
 * @param client the client's address
 * @param cause code
 * @param phase code
 * @param party code
 * @param first when it was opened; of an incident, its first connection
 * @param last when it was opened; of an incident, its last connection
 */
public record Facets(String host, String client, String cause, String phase, String party, Instant first, Instant last) {
    /** Those of a report. */
    public static Facets of(ConnectionReport report) {
        Instant openedAt = report.connection().openedAt();
        return of(report, openedAt, openedAt);
    }

    /** Those of an incident: of its most telling report, and its own times. */
    public static Facets of(Incident incident) {
        return of(incident.report(), incident.firstSeen(), incident.lastSeen());
    }

    private static Facets of(ConnectionReport report, Instant first, Instant last) {
        Diagnosis diagnosis = report.diagnosis();
        return new Facets(ReportDocument.host(report.connection()), report.connection().client().ip(), diagnosis.cause().code(),
                diagnosis.phase().code(), diagnosis.party().code(), first, last);
    }

    /** Whether this query asks for it. */
    public boolean fit(ReportQuery query) {
        return same(query.host(), host) && same(query.client(), client)
                && same(query.cause().map(wanted -> wanted.code()), cause)
                && same(query.phase().map(wanted -> wanted.code()), phase)
                && same(query.party().map(wanted -> wanted.code()), party)
                && within(query);
    }

    /** Whether it lies in the query's time. */
    public boolean within(ReportQuery query) {
        return query.since().filter(last::isBefore).isEmpty() && query.until().filter(first::isAfter).isEmpty();
    }

    private static boolean same(Optional<String> wanted, String value) {
        return wanted.isEmpty() || wanted.get().equals(value);
    }
}
