package io.helloscope.report;

import io.helloscope.observe.Connection;
import io.helloscope.observe.ProbeAnswer;
import java.util.List;

/** Where frontends and triage tell what passed. Callable from any thread, never blocks, never throws; what does not fit its bounded queue is counted. */
public interface ConnectionSink {
    /** The handshake is decided, or a failure can be told, while the connection is still open; at most once for each. */
    void decided(Connection connection);

    /** The connection has ended; once for each. */
    void ended(Connection connection);

    /** A plain http exchange went well (for recoveries and captive-portal checks); it makes no report. */
    void httpAnswered(HttpExchange exchange);

    /** What the server answered when it was asked once more because of this connection, in the order of asking; once where {@link Triage#consider} said so. */
    default void triaged(String connectionId, List<ProbeAnswer> answers) {
    }
}
