package io.helloscope.store;

import io.helloscope.store.HistorySettings.Postgresql;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL server on a free port of loopback, its files in a temporary folder. */
final class Postgres implements AutoCloseable {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path folder;
    private EmbeddedPostgres server;

    private Postgres(Path folder, EmbeddedPostgres server) {
        this.folder = folder;
        this.server = server;
    }

    static Postgres start(Path folder) throws IOException {
        return new Postgres(folder, EmbeddedPostgres.builder().setDataDirectory(folder.resolve("data")).setOverrideWorkingDirectory(folder.resolve("program").toFile())
                .setCleanDataDirectory(false).setServerConfig("max_connections", "100").start());
    }

    /** A new, empty database. */
    Postgresql database() throws SQLException {
        String name = "history" + DATABASES.incrementAndGet();
        try (Connection connection = server.getPostgresDatabase().getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return new Postgresql("jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name, Optional.of("postgres"), Optional.of("postgres"));
    }

    void stop() throws IOException {
        server.close();
    }

    /** The same server once more, on the same port. */
    void startAgain() throws IOException {
        server = EmbeddedPostgres.builder().setDataDirectory(folder.resolve("data")).setOverrideWorkingDirectory(folder.resolve("program").toFile())
                .setCleanDataDirectory(false).setPort(server.getPort()).start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
