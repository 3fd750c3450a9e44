package io.helloscope.web;

import io.helloscope.report.ConnectionReport;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.report.Incident;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The numbers on top of the page, since the start: connections by outcome, incidents, and how many of those are recent. A
 * connection counts as soon as its first report is written and moves where its outcome changes. Callable from any thread.
 */
final class Tally {
    /** An incident is active while its last failure is this young. */
    static final Duration ACTIVE = Duration.ofMinutes(15);

    private static final int MOST_OPEN = 65_536;
    private static final int MOST_INCIDENTS = 10_000;

    private final InstantSource clock;
    /** Outcomes of reports that can still change; the oldest are taken as final where there are too many. */
    private final Map<String, Outcome> open = bounded(MOST_OPEN);
    private final Map<Outcome, Long> connections = new EnumMap<>(Outcome.class);
    private final Map<String, Instant> incidents = bounded(MOST_INCIDENTS);
    private long incidentsSeen;

    Tally(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void report(ConnectionReport report) {
        move(report, true);
    }

    synchronized void concluded(ConnectionReport report) {
        move(report, false);
    }

    private void move(ConnectionReport report, boolean mayChange) {
        Outcome before = open.remove(report.id());
        if (before != null) {
            connections.merge(before, -1L, Long::sum);
        }
        connections.merge(report.outcome(), 1L, Long::sum);
        if (mayChange) {
            open.put(report.id(), report.outcome());
        }
    }

    synchronized void incident(Incident incident) {
        if (incidents.put(incident.id(), incident.lastSeen()) == null) {
            incidentsSeen++;
        }
    }

    synchronized void withdrawn(String incidentId) {
        if (incidents.remove(incidentId) != null) {
            incidentsSeen--;
        }
    }

    /** As the API shows it. */
    synchronized Map<String, Object> document() {
        Instant from = clock.instant().minus(ACTIVE);
        Map<String, Object> tunnels = new LinkedHashMap<>();
        tunnels.put("seen", connections.values().stream().mapToLong(Long::longValue).sum());
        tunnels.put("healthy", connections.getOrDefault(Outcome.SUCCESS, 0L));
        tunnels.put("failed", connections.getOrDefault(Outcome.FAILURE, 0L));
        tunnels.put("unknown", connections.getOrDefault(Outcome.UNKNOWN, 0L));
        Map<String, Object> failures = new LinkedHashMap<>();
        failures.put("active", incidents.values().stream().filter(last -> last.isAfter(from)).count());
        failures.put("seen", incidentsSeen);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("connections", tunnels);
        document.put("incidents", failures);
        return document;
    }

    private static <V> Map<String, V> bounded(int most) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }
}
