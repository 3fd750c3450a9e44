package io.helloscope.report;

import java.time.Duration;

/**
 * How reports are judged together.
 *
 * @param incidentGap failures of the same kind that are no further apart form one incident; 1 s..1 h
 * @param recovery how long after a failed tunnel a success undoes it; 1 s..5 min
 * @param patience how long a server may usually take before a client that leaves is taken to have waited in vain; 100 ms..1 min
 * @param cancellations so many departures of one client from one destination in a row are a failure; 1..100
 * @param openIncidents incidents that can still grow, at most; 16..1,000,000
 * @param openConnections connections, hosts and clients that are remembered to judge others by, at most each; 16..1,000,000
 */
public record ReportSettings(Duration incidentGap, Duration recovery, Duration patience, int cancellations, int openIncidents,
        int openConnections) {
    /** What is used where the settings say nothing. */
    public static final ReportSettings DEFAULT =
            new ReportSettings(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(3), 3, 4096, 20_000);

    public ReportSettings {
        between("incident gap", incidentGap, Duration.ofSeconds(1), Duration.ofHours(1));
        between("recovery time", recovery, Duration.ofSeconds(1), Duration.ofMinutes(5));
        between("patience", patience, Duration.ofMillis(100), Duration.ofMinutes(1));
        between("cancellations", cancellations, 1, 100);
        between("open incidents", openIncidents, 16, 1_000_000);
        between("open connections", openConnections, 16, 1_000_000);
    }

    private static <T extends Comparable<T>> void between(String name, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + ".." + most + ")");
        }
    }
}
