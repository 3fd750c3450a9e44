package io.helloscope.report;

import io.helloscope.observe.Connection;
import io.helloscope.observe.StepTimes;
import java.time.Duration;

/** How long servers usually take to answer a hello: a client that leaves before that did not wait in vain. */
final class NormalTimes {
    private static final int FACTOR = 3;
    private static final Duration LEAST = Duration.ofMillis(300);

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
        return slowest.get(key(connection)).map(kept -> Duration.ofNanos(kept[0] * FACTOR))
                .map(usual -> usual.compareTo(LEAST) < 0 ? LEAST : usual).orElse(otherwise);
    }

    private static String key(Connection connection) {
        return connection.destination().host() + ":" + connection.destination().port();
    }
}
