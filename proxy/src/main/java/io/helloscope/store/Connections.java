package io.helloscope.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;

/** Connections that are kept for the next question: a handful, as few threads ask. */
final class Connections implements ConnectionFactory {
    private static final int KEPT = 6;
    private static final int VALID_SECONDS = 2;

    private final DataSource source;
    private final BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(KEPT);
    private volatile boolean closed;

    Connections(DataSource source) {
        this.source = source;
    }

    @Override
    public Connection openConnection() throws SQLException {
        for (Connection kept = idle.poll(); kept != null; kept = idle.poll()) {
            if (kept.isValid(VALID_SECONDS)) {
                return kept;
            }
            end(kept);
        }
        return source.getConnection();
    }

    @Override
    public void closeConnection(Connection connection) {
        if (closed || !idle.offer(connection)) {
            end(connection);
        } else if (closed) {
            end();
        }
    }

    /** Ends all that are idle, and those in use when they come back. */
    void end() {
        closed = true;
        for (Connection kept = idle.poll(); kept != null; kept = idle.poll()) {
            end(kept);
        }
    }

    private static void end(Connection connection) {
        try {
            connection.close();
        } catch (SQLException gone) {
            // It is of no use any more, which was the point.
        }
    }
}
