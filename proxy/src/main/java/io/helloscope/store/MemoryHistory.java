package io.helloscope.store;

import io.helloscope.report.ConnectionReport;
import io.helloscope.report.CountQuery;
import io.helloscope.report.Counts;
import io.helloscope.report.Facets;
import io.helloscope.report.Incident;
import io.helloscope.report.Recorded;
import io.helloscope.report.ReportHistory;
import io.helloscope.report.ReportQuery;
import java.util.Optional;

/** The newest reports and incidents, in memory. Documents are made when they are asked for. */
public final class MemoryHistory implements ReportHistory {
    private final Shelf<ConnectionReport> reports;
    private final Shelf<Incident> incidents;
    private final Tallies tallies = new Tallies();

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
    public void concluded(ConnectionReport report) {
        tallies.add(TallyKey.of(report));
    }

    @Override
    public Counts counts(CountQuery query) {
        return tallies.counts(query);
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
    public Page reports(ReportQuery query) {
        return reports.page(query, report -> Facets.of(report).fit(query), Recorded::of);
    }

    @Override
    public Page incidents(ReportQuery query) {
        return incidents.page(query, incident -> Facets.of(incident).fit(query), Recorded::of);
    }

    @Override
    public Optional<Recorded> report(String id) {
        return reports.find(id).map(Recorded::of);
    }

    @Override
    public Optional<Recorded> incident(String id) {
        return incidents.find(id).map(Recorded::of);
    }

    /** Whether this report is among those that are kept. */
    boolean knowsReport(String id) {
        return reports.find(id).isPresent();
    }

    /** Whether this incident is among those that are kept. */
    boolean knowsIncident(String id) {
        return incidents.find(id).isPresent();
    }
}
