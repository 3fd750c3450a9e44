package io.helloscope.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.report.ConnectionReport;
import io.helloscope.report.ReportQuery;
import io.helloscope.store.HistorySettings.Place;
import io.helloscope.store.HistorySettings.Postgresql;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresqlHistoryTest extends DatabaseHistoryContract {
    @TempDir
    static Path folder;

    private static Postgres server;
    private Postgresql database;

    @BeforeAll
    static void startServer() throws Exception {
        server = Postgres.start(folder);
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Override
    @BeforeEach
    void begin() throws Exception {
        database = server.database();
        super.begin();
    }

    @Override
    Place place() {
        return database;
    }

    @Override
    DataSource source() {
        return new PostgresqlDatabase(database).source();
    }

    @Test
    void documentsCanBeAskedForInSql() throws Exception {
        history().report(Told.failure(1, "a.example", "10.0.0.1"));
        written();
        assertThat(count("SELECT COUNT(*) FROM report WHERE document -> 'helloscope' ->> 'cause' = 'reset-after-hello'")).isEqualTo(1);
    }

    @Test
    void aServerThatIsStoppedAndStartedCostsNothing() throws Exception {
        Counted lossless = new Counted();
        Postgresql other = server.database();
        try (DatabaseHistory history = Databases.start(Databases.settings(other), lossless)) {
            Databases.awaitUp(history);
            IntStream.range(0, 500).forEach(second -> history.report(Told.failure(second, "before.example", "10.0.0.1")));
            Databases.awaitWritten(history);
            server.stop();
            long begun = System.nanoTime();
            IntStream.range(500, 1500).forEach(second -> history.report(Told.failure(second, "meanwhile.example", "10.0.0.1")));
            assertThat(System.nanoTime() - begun).as("telling does not wait").isLessThan(2_000_000_000L);
            Databases.await("the loss is noticed", () -> history.health().get("status").equals("failing"));
            assertThat(history.reports(ReportQuery.newest(50)).items()).as("the newest ones are in memory").hasSize(50);
            assertThat(history.reports(ReportQuery.newest(1000)).complete()).isFalse();
            ConnectionReport late = Told.failure(2000, "late.example", "10.0.0.1");
            history.report(late);
            assertThat(history.report(late.id())).isPresent();
            server.startAgain();
            Databases.awaitWritten(history);
            assertThat(history.reports(ReportQuery.newest(1000)).complete()).isTrue();
        }
        assertThat(lossless.dropped).hasValue(0);
        assertThat(lossless.failures.get()).isPositive();
        database = other;
        assertThat(count("SELECT COUNT(*) FROM report")).isEqualTo(1501);
    }
}
