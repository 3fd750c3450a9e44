package io.helloscope.report;

import io.helloscope.verdict.Cause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Groups failures: those of one page load or one retry loop are one incident, told by its most telling report. */
final class Incidents {
    private static final int MOST_IDS = 100;
    /** What is left to say where the bytes tell no more; another failure of the same load often tells why. */
    private static final Set<Cause> VAGUE = EnumSet.of(Cause.CLOSED_AFTER_HELLO, Cause.RESET_AFTER_HELLO, Cause.CLOSED_BEFORE_HELLO,
            Cause.RESET_BEFORE_HELLO, Cause.NO_ANSWER_TO_HELLO, Cause.CLIENT_CLOSED_DURING_HANDSHAKE, Cause.CLIENT_REJECTED_HANDSHAKE,
            Cause.NON_TLS_ANSWER, Cause.CLOSED_DURING_HANDSHAKE, Cause.RESET_DURING_HANDSHAKE, Cause.STALLED_DURING_HANDSHAKE);

    private final ReportSettings settings;
    private final ReportSink sink;
    private final Recent<Target, List<Open>> byTarget;
    private final Recent<String, Open> byId;

    /** An incident that can still grow. */
    private static final class Open {
        private final String id;
        private final Target target;
        private Instant lastSeen;
        private Instant firstSeen;
        private ConnectionReport telling;
        private long count;
        private final Map<String, ConnectionReport> reports = new LinkedHashMap<>();

        private Open(ConnectionReport first, Target target) {
            this.id = first.id();
            this.target = target;
            this.firstSeen = first.connection().openedAt();
            this.lastSeen = firstSeen;
            this.telling = first;
        }

        private Cause cause() {
            return telling.diagnosis().cause();
        }

        private Incident value() {
            return new Incident(id, telling, firstSeen, lastSeen, count, List.copyOf(reports.keySet()));
        }
    }

    Incidents(ReportSettings settings, ReportSink sink, Counters counters) {
        this.settings = settings;
        this.sink = sink;
        byTarget = new Recent<>(settings.openIncidents(), "open-incidents", counters);
        byId = new Recent<>(settings.openIncidents(), "open-incidents", counters);
    }

    /** Puts a failure into its incident, tells both, and returns the report with its incident's id. */
    ConnectionReport file(ConnectionReport report, Target target, Instant now) {
        List<Open> candidates = byTarget.getOr(target, ArrayList::new);
        candidates.removeIf(open -> open.lastSeen.plus(settings.incidentGap()).isBefore(report.connection().openedAt())
                || byId.get(open.id).isEmpty());
        Open into = candidates.stream().filter(open -> belongs(open, report)).findFirst().orElseGet(() -> {
            Open fresh = new Open(report, target);
            candidates.add(fresh);
            byId.put(fresh.id, fresh);
            return fresh;
        });
        ConnectionReport filed = new ConnectionReport(report.connection(), report.diagnosis(), report.outcome(), report.settled(),
                false, Optional.of(into.id));
        add(into, filed);
        sink.report(filed);
        sink.incident(into.value());
        return filed;
    }

    private static boolean belongs(Open open, ConnectionReport report) {
        Cause cause = report.diagnosis().cause();
        return open.cause() == cause || VAGUE.contains(cause) || VAGUE.contains(open.cause());
    }

    private static void add(Open open, ConnectionReport report) {
        if (open.reports.put(report.id(), report) == null) {
            open.count++;
        }
        if (open.reports.size() > MOST_IDS) {
            open.reports.remove(open.reports.keySet().iterator().next());
        }
        Instant at = report.connection().openedAt();
        open.firstSeen = at.isBefore(open.firstSeen) ? at : open.firstSeen;
        open.lastSeen = at.isAfter(open.lastSeen) ? at : open.lastSeen;
        if (open.telling.id().equals(report.id()) || tellsMore(report, open.telling)) {
            open.telling = report;
        }
    }

    /** Certain before likely before possible, a cause that says why before one that says how, then the later one. */
    private static boolean tellsMore(ConnectionReport one, ConnectionReport other) {
        int vague = Boolean.compare(VAGUE.contains(one.diagnosis().cause()), VAGUE.contains(other.diagnosis().cause()));
        if (vague != 0) {
            return vague < 0;
        }
        int confidence = one.diagnosis().confidence().compareTo(other.diagnosis().confidence());
        if (confidence != 0) {
            return confidence < 0;
        }
        int product = Boolean.compare(one.diagnosis().product().isPresent(), other.diagnosis().product().isPresent());
        if (product != 0) {
            return product > 0;
        }
        int settled = Boolean.compare(one.settled(), other.settled());
        return settled != 0 ? settled > 0 : !one.connection().openedAt().isBefore(other.connection().openedAt());
    }

    /** A report is none of this incident any more: it recovered, or comes again under another cause. */
    void leave(String incidentId, String reportId) {
        byId.get(incidentId).ifPresent(open -> {
            if (open.reports.remove(reportId) != null) {
                open.count--;
            }
            if (open.reports.isEmpty()) {
                byId.remove(incidentId);
                byTarget.get(open.target).ifPresent(all -> all.remove(open));
                sink.withdrawn(incidentId);
            } else if (open.telling.id().equals(reportId)) {
                open.telling = open.reports.values().stream().reduce((a, b) -> tellsMore(a, b) ? a : b).orElseThrow();
                sink.incident(open.value());
            }
        });
    }

    /** Forgets incidents that cannot grow any more. */
    void tick(Instant now) {
        byTarget.values().removeIf(all -> {
            all.removeIf(open -> {
                boolean over = open.lastSeen.plus(settings.incidentGap()).plus(settings.recovery()).isBefore(now)
                        && open.reports.values().stream().allMatch(ConnectionReport::settled);
                if (over) {
                    byId.remove(open.id);
                }
                return over;
            });
            return all.isEmpty();
        });
    }
}
