package io.helloscope.store;

import io.helloscope.observe.Connection;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.Incident;
import io.helloscope.report.ReportHistory;
import io.helloscope.report.ReportQuery;
import java.time.Instant;
import java.util.Optional;

/** The newest reports and incidents, in memory. */
public final class MemoryHistory implements ReportHistory {
    private final Shelf<ConnectionReport> reports;
    private final Shelf<Incident> incidents;

    /** An empty history that keeps so many reports, and as many incidents, at most; 1 or more. */
    public MemoryHistory(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("reports: " + most + " (expected: 1 or more)");
        }
        reports = new Shelf<>(most);
        incidents = new Shelf<>(most);
    }

    @Override
    public void report(ConnectionReport report) {
        reports.put(report.id(), report);
    }

    @Override
    public void incident(Incident incident) {
        incidents.put(incident.id(), incident);
    }

    @Override
    public void withdrawn(String incidentId) {
        incidents.remove(incidentId);
    }

    @Override
    public Page<ConnectionReport> reports(ReportQuery query) {
        return reports.page(query, report -> fits(report, query) && within(report.connection().openedAt(), report.connection().openedAt(), query));
    }

    @Override
    public Page<Incident> incidents(ReportQuery query) {
        return incidents.page(query, incident -> fits(incident.report(), query) && within(incident.firstSeen(), incident.lastSeen(), query));
    }

    @Override
    public Optional<ConnectionReport> report(String id) {
        return reports.find(id);
    }

    @Override
    public Optional<Incident> incident(String id) {
        return incidents.find(id);
    }

    private static boolean fits(ConnectionReport report, ReportQuery query) {
        Connection connection = report.connection();
        return fits(query.host(), connection.destination().host())
                && fits(query.client(), connection.client().ip())
                && fits(query.cause(), report.diagnosis().cause())
                && fits(query.phase(), report.diagnosis().phase())
                && fits(query.party(), report.diagnosis().party());
    }

    private static <V> boolean fits(Optional<V> wanted, V value) {
        return wanted.isEmpty() || wanted.get().equals(value);
    }

    private static boolean within(Instant first, Instant last, ReportQuery query) {
        return query.since().filter(last::isBefore).isEmpty() && query.until().filter(first::isAfter).isEmpty();
    }
}
