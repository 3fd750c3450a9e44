package io.helloscope.report;

import io.helloscope.observe.Connection;
import io.helloscope.observe.StepTimes;
import java.time.Duration;

/** How long servers usually take for a handshake: a client that leaves before that did not wait in vain. */
final class NormalTimes {
    private static final int FACTOR = 3;
    /** A single lost segment costs about as much. */
    private static final Duration LEAST = Duration.ofSeconds(1);
    /** A handshake in which a person was asked for a certificate says nothing about the server. */
    private static final Duration MOST = Duration.ofSeconds(30);

    private final Duration otherwise;
    private final Recent<String, long[]> slowest;

    NormalTimes(ReportSettings settings, Counters counters) {
        otherwise = settings.patience();
        slowest = new Recent<>(settings.openConnections(), "normal-times", counters);
    }

    /** A handshake that worked. */
    void worked(Connection connection) {
        StepTimes times = connection.observation().times();
        if (times.hello().isPresent() && times.established().isPresent()) {
            long took = Math.max(0, times.established().getAsLong() - times.hello().getAsLong());
            long[] kept = slowest.getOr(key(connection), () -> new long[] {0});
            // The slowest counts, and is slowly forgotten.
            kept[0] = Math.max(took, kept[0] - kept[0] / 8);
        }
    }

    /** How long a client of this destination may be expected to wait. */
    Duration patience(Connection connection) {
        return slowest.get(key(connection)).map(kept -> within(Duration.ofNanos(kept[0]).multipliedBy(FACTOR))).orElse(otherwise);
    }

    private static Duration within(Duration usual) {
        return usual.compareTo(LEAST) < 0 ? LEAST : usual.compareTo(MOST) > 0 ? MOST : usual;
    }

    private static String key(Connection connection) {
        return connection.destination().host() + ":" + connection.destination().port();
    }
}
