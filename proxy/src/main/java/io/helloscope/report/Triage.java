package io.helloscope.report;

import io.helloscope.diagnose.Diagnosis;
import io.helloscope.observe.Connection;

/**
 * Asks a server once more, off the client's path, where that may tell more than the bytes that passed. Callable from the desk's
 * thread; never blocks, never throws.
 */
public interface Triage {
    /** Asks nothing. */
    Triage NONE = (connection, diagnosis) -> false;

    /** Asks the server of a healthy connection for its certificate, which TLS 1.3 hides; answers as {@link #consider}. */
    default boolean askCertificate(Connection connection, Diagnosis diagnosis) {
        return false;
    }

    /**
     * Considers a failure. Where it answers true, {@link ConnectionSink#triaged} is called once for this connection, within a few
     * seconds, with what came back, be it nothing; where it answers false, nothing will be asked.
     */
    boolean consider(Connection connection, Diagnosis diagnosis);
}
