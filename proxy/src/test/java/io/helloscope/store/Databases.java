package io.helloscope.store;

import io.helloscope.store.HistorySettings.Place;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/** Histories in databases for tests. */
final class Databases {
    /** Before everything that is told. */
    static final InstantSource CLOCK = InstantSource.fixed(Told.START.minusSeconds(60));

    private Databases() {
    }

    static HistorySettings settings(Place place) {
        return new HistorySettings(place, 100, Duration.ofDays(30), 1L << 30, 20_000);
    }

    static DatabaseHistory start(HistorySettings settings, Counted counted) {
        return start(settings, counted, CLOCK);
    }

    static DatabaseHistory start(HistorySettings settings, Counted counted, InstantSource clock) {
        DatabaseHistory history = (DatabaseHistory) DatabaseHistory.of(settings, counted, clock);
        history.start();
        return history;
    }

    static void awaitUp(DatabaseHistory history) {
        await("the database is open", () -> history.health().get("status").equals("up"));
    }

    static void awaitWritten(DatabaseHistory history) {
        await("all is written", () -> history.health().get("status").equals("up") && history.health().get("waiting").equals(0));
    }

    static void await(String what, BooleanSupplier condition) {
        Instant until = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(until)) {
                throw new AssertionError("not within a minute: " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }
}
