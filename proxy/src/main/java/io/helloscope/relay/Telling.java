package io.helloscope.relay;

import io.helloscope.observe.Connection;
import io.helloscope.report.ConnectionSink;
import io.helloscope.report.Counters;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the sink and the counters of one tunnel, each once, and shields the tunnel from what they throw. */
record Telling(ConnectionSink sink, Counters counters, Drain drain) {
    private static final Logger LOG = LoggerFactory.getLogger(Telling.class);

    void decided(Connection connection) {
        shielded(ConnectionSink::decided, connection);
    }

    void ended(Connection connection) {
        shielded(ConnectionSink::ended, connection);
        counters.closed();
        drain.closed();
    }

    private void shielded(BiConsumer<ConnectionSink, Connection> told, Connection connection) {
        try {
            told.accept(sink, connection);
        } catch (RuntimeException | Error failure) {
            LOG.error("A sink failed; the tunnel goes on", failure);
        }
    }
}
