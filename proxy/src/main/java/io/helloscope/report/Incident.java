package io.helloscope.report;

import java.time.Instant;
import java.util.List;

/**
 * Failures of one page load or one retry loop: same client address, user agent, host, port and cause, seconds apart.
 *
 * @param id its id, sortable by time
 * @param report its most telling report
 * @param firstSeen when its first connection was opened
 * @param lastSeen when its last connection was opened
 * @param count how many reports
 * @param reportIds at most the newest 100
 */
public record Incident(String id, ConnectionReport report, Instant firstSeen, Instant lastSeen, long count, List<String> reportIds) {
    public Incident {
        reportIds = List.copyOf(reportIds);
    }
}
