package io.helloscope.report;

import java.time.Duration;
import java.time.Instant;

/** Clients that left a destination during the handshake, one time after the other without a success. */
final class Departures {
    /** Departures that lie further apart have nothing to do with each other. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(10);

    private final Recent<Target, Row> rows;

    private record Row(int times, Instant last) {
    }

    Departures(ReportSettings settings, Counters counters) {
        rows = new Recent<>(settings.openConnections(), "departures", counters);
    }

    /** One more; returns how many it makes in a row. Tunnels that are left together, as when a page is stopped, are one departure. */
    int left(Target target, Instant openedAt, Instant now) {
        Row before = rows.get(target).filter(row -> !row.last().plus(FORGOTTEN).isBefore(now)).orElse(new Row(0, Instant.MIN));
        boolean sibling = openedAt.isBefore(before.last());
        Row after = sibling ? new Row(before.times(), before.last()) : new Row(before.times() + 1, now);
        rows.put(target, after);
        return after.times();
    }

    /** It came to its goal. */
    void worked(Target target) {
        rows.remove(target);
    }
}
