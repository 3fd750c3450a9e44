package io.helloscope.report;

import java.time.Instant;
import java.util.List;

/**
 * Connections by the hour in which they were opened.
 *
 * @param counts in the order of hours
 * @param complete false where a part of the history could not be read just now
 */
public record Counts(List<Count> counts, boolean complete) {
    public Counts {
        counts = List.copyOf(counts);
    }

    /**
     * Those of one hour, key and outcome.
     *
     * @param hour its beginning
     * @param key what they are told apart by; empty where that is not known
     * @param outcome success, failure or unknown
     * @param connections how many
     */
    public record Count(Instant hour, String key, String outcome, long connections) {
    }
}
