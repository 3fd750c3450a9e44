package io.helloscope.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What is kept of the past, and where.
 *
 * @param place where reports are kept beyond the newest ones
 * @param recent reports that are kept in memory besides; 100..10,000,000
 * @param keep how long; 1 hour..100 years
 * @param size how much the embedded database or PostgreSQL may hold, in bytes; 1 MiB or more
 * @param waiting changes that may wait to be written, at most; 1,000..1,000,000
 */
public record HistorySettings(Place place, int recent, Duration keep, long size, int waiting) {
    /** Where reports are kept. */
    public sealed interface Place {
    }

    /** Nowhere: the newest ones in memory are all there is. */
    public record Memory() implements Place {
    }

    /** In one file. */
    public record Sqlite(Path file) implements Place {
    }

    /**
     * In a PostgreSQL server.
     *
     * @param url {@code jdbc:postgresql://host:port/database?option=value}, without name and password
     */
    public record Postgresql(String url, Optional<String> user, Optional<String> password) implements Place {
        public Postgresql {
            if (!url.matches("jdbc:postgresql://[^\\s/?@]+/[^\\s/?@]+(\\?\\S*)?")) {
                throw new IllegalArgumentException("expected: memory, sqlite, or postgresql://HOST[:PORT]/DATABASE[?OPTION=VALUE...];"
                        + " name and password are settings of their own");
            }
        }

        /** Without the password, as it may be shown. */
        @Override
        public String toString() {
            return url.substring("jdbc:".length()).replaceFirst("\\?.*", "");
        }
    }

    /** Bounds of {@code keep}. */
    public static final Duration SHORTEST = Duration.ofHours(1);
    /** Bounds of {@code keep}. */
    public static final Duration LONGEST = Duration.ofDays(36_500);

    public HistorySettings {
        if (recent < 100 || recent > 10_000_000) {
            throw new IllegalArgumentException("reports: " + recent + " (expected: 100..10000000)");
        }
        if (keep.compareTo(SHORTEST) < 0 || keep.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("keep: " + keep + " (expected: 1h..36500d)");
        }
        if (size < 1 << 20) {
            throw new IllegalArgumentException("size: " + size + " (expected: 1048576 or more)");
        }
        if (waiting < 1000 || waiting > 1_000_000) {
            throw new IllegalArgumentException("waiting: " + waiting + " (expected: 1000..1000000)");
        }
    }

    /** Place as written in settings: {@code memory}, {@code sqlite}, or the URL of a PostgreSQL database. */
    public static Place place(String text, Path data, Optional<String> user, Optional<String> password) {
        if (text.equals("memory")) {
            return new Memory();
        }
        return text.equals("sqlite") ? new Sqlite(data.resolve("history.db"))
                : new Postgresql(text.startsWith("jdbc:") ? text : "jdbc:" + text, user, password);
    }
}
