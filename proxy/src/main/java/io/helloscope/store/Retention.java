package io.helloscope.store;

import io.helloscope.observe.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Forgets what is older than it may be, and the oldest where there is more than there may be; a little at a time, as writing waits for it. */
final class Retention {
    private static final int ROWS = 2 * Recorder.BATCH;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Duration keep;
    private final long size;

    Retention(Duration keep, long size) {
        this.keep = keep;
        this.size = size;
    }

    /** Deletes a little; true where there may be more to delete. */
    boolean sweep(Opened in, Instant now) {
        return in.jdbi().inTransaction(handle -> {
            int gone = forget(handle, now.minus(keep));
            boolean over = in.database().size(handle) > size;
            if (over) {
                gone += oldest(handle).map(oldest -> forget(handle, oldest)).orElse(0);
            }
            return gone > 0;
        });
    }

    /** The time before which the oldest rows lie: about two batches of reports, or an hour's counts. */
    private static Optional<Instant> oldest(Handle handle) {
        Optional<Instant> reports = boundary(handle, Table.REPORT);
        Optional<Instant> incidents = boundary(handle, Table.INCIDENT);
        Optional<Instant> counts = handle.createQuery("SELECT MIN(hour) FROM tally").mapTo(Long.class).findOne()
                .map(hour -> Instant.EPOCH.plus(HOUR.multipliedBy(hour + 1)));
        return java.util.stream.Stream.of(reports, incidents, counts).flatMap(Optional::stream).min(Instant::compareTo);
    }

    private static Optional<Instant> boundary(Handle handle, Table table) {
        String within = "SELECT last_at FROM (SELECT id, last_at FROM " + table.sql() + " ORDER BY id LIMIT " + ROWS + ") oldest";
        return handle.createQuery("SELECT MAX(last_at) FROM (" + within + ") times").mapTo(Long.class).findOne()
                .map(micros -> Instant.EPOCH.plus(Duration.ofNanos(1000).multipliedBy(micros)).plusMillis(1));
    }

    private static int forget(Handle handle, Instant before) {
        int gone = 0;
        for (Table table : Table.values()) {
            gone += handle.createUpdate("DELETE FROM " + table.sql() + " WHERE id IN (SELECT id FROM " + table.sql()
                            + " WHERE id < :id AND last_at < :last ORDER BY id LIMIT " + ROWS + ")")
                    .bind("id", ConnectionId.least(before)).bind("last", Writer.micros(before)).execute();
        }
        long hour = TallyKey.hour(before.getEpochSecond());
        for (String table : new String[] {"tally", "total"}) {
            gone += handle.createUpdate("DELETE FROM " + table + " WHERE hour < :hour AND hour = (SELECT MIN(hour) FROM " + table + ")")
                    .bind("hour", hour).execute();
        }
        return gone;
    }
}
