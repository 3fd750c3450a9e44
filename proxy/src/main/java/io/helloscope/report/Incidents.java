package io.helloscope.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Groups failures: those of one page load or one retry loop are one incident, told by its most telling report. */
final class Incidents {
    private final ReportSettings settings;
    private final ReportSink sink;
    private final Recent<Target, List<OpenIncident>> byTarget;

    Incidents(ReportSettings settings, ReportSink sink, Counters counters) {
        this.settings = settings;
        this.sink = sink;
        byTarget = new Recent<>(settings.openIncidents(), "open-incidents", counters);
    }

    /**
     * Puts a failure into its incident, tells both, and returns the report with its incident's id.
     *
     * @param before the incident in which it was while its connection was open
     */
    ConnectionReport file(ConnectionReport report, Target target, Optional<String> before, Instant now) {
        List<OpenIncident> all = byTarget.getOr(target, () -> new ArrayList<>(1));
        OpenIncident into = stays(all, report, before).or(() -> {
            before.ifPresent(id -> leave(target, id, report.id()));
            return grows(all, report);
        }).orElseGet(() -> {
            OpenIncident fresh = new OpenIncident(unused(all, report.id()), report);
            all.add(fresh);
            return fresh;
        });
        ConnectionReport filed = report.in(into.id());
        into.add(filed, before.filter(into.id()::equals).isEmpty(), now);
        sink.report(filed);
        sink.incident(into.value());
        return filed;
    }

    /** A report may change its mind without a change of incident, unless others are in it that it contradicts. */
    private static Optional<OpenIncident> stays(List<OpenIncident> all, ConnectionReport report, Optional<String> before) {
        return before.flatMap(id -> find(all, id)).filter(open -> open.count() == 1 || alike(open, report));
    }

    private Optional<OpenIncident> grows(List<OpenIncident> all, ConnectionReport report) {
        Instant openedAt = report.connection().openedAt();
        return all.stream().filter(open -> !open.lastActive().plus(settings.incidentGap()).isBefore(openedAt) && alike(open, report)).findFirst();
    }

    private static boolean alike(OpenIncident open, ConnectionReport report) {
        return Likeness.alike(open.cause(), report.diagnosis().cause());
    }

    private static Optional<OpenIncident> find(List<OpenIncident> all, String id) {
        return all.stream().filter(open -> open.id().equals(id)).findFirst();
    }

    /** An incident is named after its first report, which may have founded one before and left it. */
    private static String unused(List<OpenIncident> all, String reportId) {
        String id = reportId;
        while (find(all, id).isPresent()) {
            id += "0";
        }
        return id;
    }

    /** A report is none of this incident any more: it recovered, or turned out to be no failure or another one. */
    void leave(Target target, String incidentId, String reportId) {
        Optional<List<OpenIncident>> all = byTarget.get(target);
        all.flatMap(list -> find(list, incidentId)).ifPresent(open -> {
            if (open.remove(reportId)) {
                all.get().remove(open);
                if (all.get().isEmpty()) {
                    byTarget.remove(target);
                }
                sink.withdrawn(incidentId);
            } else {
                sink.incident(open.value());
            }
        });
    }

    /** Forgets incidents that cannot change any more. */
    void tick(Instant now) {
        byTarget.values().removeIf(all -> {
            all.removeIf(open -> !open.hasOpenReports()
                    && open.lastActive().plus(settings.incidentGap()).plus(settings.recovery()).isBefore(now));
            return all.isEmpty();
        });
    }
}
