package io.helloscope.store;

import java.io.IOException;
import java.sql.SQLException;
import org.jdbi.v3.core.Jdbi;

/**
 * A database at work.
 *
 * @param jdbi gives connections to those who ask
 * @param connections that are kept
 * @param kinds of this database
 */
record Opened(Database database, Jdbi jdbi, Connections connections, Kinds kinds) {
    /** Prepares, migrates and opens it; takes a good part of a second. */
    static Opened of(Database database) throws IOException, SQLException {
        database.prepare();
        database.migrate();
        Connections connections = new Connections(database.source());
        Jdbi jdbi = Jdbi.create(connections);
        Kinds kinds = new Kinds();
        try {
            jdbi.useHandle(kinds::read);
        } catch (RuntimeException unreadable) {
            connections.end();
            throw unreadable;
        }
        return new Opened(database, jdbi, connections, kinds);
    }
}
