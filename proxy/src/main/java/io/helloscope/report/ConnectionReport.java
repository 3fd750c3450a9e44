package io.helloscope.report;

import io.helloscope.diagnose.Diagnosis;
import io.helloscope.observe.Connection;
import java.util.Optional;

/**
 * One connection and what it means.
 *
 * @param connection what was seen
 * @param diagnosis what it means
 * @param outcome success, failure or unknown
 * @param settled nothing more will be added
 * @param recovered the same client reached its goal otherwise within seconds: no failure
 * @param incident id of its incident, where it belongs to one
 */
public record ConnectionReport(Connection connection, Diagnosis diagnosis, Outcome outcome, boolean settled, boolean recovered,
        Optional<String> incident) {
    /** event.outcome of the Elastic Common Schema. */
    public enum Outcome {
        /** It worked, or is no failure. */
        SUCCESS,
        /** It failed. */
        FAILURE,
        /** It cannot be told, or it did not matter. */
        UNKNOWN
    }

    /** Its id, sortable by time. */
    public String id() {
        return connection.id();
    }
}
