package io.helloscope.report;

import io.helloscope.diagnose.Diagnosis;
import io.helloscope.intercept.Interception;
import io.helloscope.observe.Connection;
import io.helloscope.observe.ProbeAnswer;
import java.util.List;
import java.util.Optional;

/**
 * One connection and what it means.
 *
 * @param connection what was seen
 * @param answers what the server answered when it was asked once more, in the order of asking
 * @param diagnosis what it means
 * @param outcome success, failure or unknown
 * @param settled nothing more will be added
 * @param recovered the same client reached its goal otherwise within seconds: no failure
 * @param incident id of its incident, where it belongs to one
 * @param interception whether something between spoke in the server's name; empty where that was not judged
 */
public record ConnectionReport(Connection connection, List<ProbeAnswer> answers, Diagnosis diagnosis, Outcome outcome, boolean settled,
        boolean recovered, Optional<String> incident, Optional<Interception> interception) {
    public ConnectionReport {
        answers = List.copyOf(answers);
    }

    /** A report without a verdict on interception. */
    public ConnectionReport(Connection connection, List<ProbeAnswer> answers, Diagnosis diagnosis, Outcome outcome, boolean settled,
            boolean recovered, Optional<String> incident) {
        this(connection, answers, diagnosis, outcome, settled, recovered, incident, Optional.empty());
    }

    /** event.outcome of the Elastic Common Schema. */
    public enum Outcome {
        /** It worked, or is no failure. */
        SUCCESS,
        /** It failed. */
        FAILURE,
        /** It cannot be told, or it did not matter. */
        UNKNOWN
    }

    /** A report without answers that nobody undid and that is in no incident. */
    public static ConnectionReport of(Connection connection, Diagnosis diagnosis, Outcome outcome, boolean settled) {
        return new ConnectionReport(connection, List.of(), diagnosis, outcome, settled, false, Optional.empty());
    }

    /** The same in this incident. */
    ConnectionReport in(String incidentId) {
        return new ConnectionReport(connection, answers, diagnosis, outcome, settled, false, Optional.of(incidentId), interception);
    }

    /** The same with a verdict on interception. */
    public ConnectionReport with(Optional<Interception> verdict) {
        return new ConnectionReport(connection, answers, diagnosis, outcome, settled, recovered, incident, verdict);
    }

    /** The same with another diagnosis. */
    ConnectionReport diagnosed(Diagnosis other) {
        return new ConnectionReport(connection, answers, other, outcome, settled, recovered, incident, interception);
    }

    /** Whether the path, or the next proxy on it, is named as the one who caused it. */
    boolean isOfPath() {
        return Blame.isPatterned(diagnosis);
    }

    /** The same, made good: its client reached its goal otherwise. */
    ConnectionReport madeGood() {
        return new ConnectionReport(connection, answers, diagnosis, Outcome.UNKNOWN, settled, true, Optional.empty(), interception);
    }

    /** Its id, sortable by time. */
    public String id() {
        return connection.id();
    }
}
