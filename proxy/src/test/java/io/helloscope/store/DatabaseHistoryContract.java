package io.helloscope.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.report.ConnectionReport;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.report.Recorded;
import io.helloscope.report.ReportHistory;
import io.helloscope.report.ReportQuery;
import io.helloscope.store.HistorySettings.Place;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What histories in databases do besides. {@link #written} opens the database afresh, so that nothing is answered from memory. */
abstract class DatabaseHistoryContract extends ReportHistoryContract {
    final Counted counted = new Counted();
    private DatabaseHistory history;

    /** An empty database of its own for each test. */
    abstract Place place() throws Exception;

    abstract DataSource source();

    @BeforeEach
    void begin() throws Exception {
        history = Databases.start(Databases.settings(place()), counted);
        Databases.awaitUp(history);
    }

    @AfterEach
    void end() {
        history.close();
        assertThat(counted.dropped).hasValue(0);
        assertThat(counted.failures).hasValue(0);
    }

    @Override
    ReportHistory history() {
        return history;
    }

    @Override
    void written() throws Exception {
        reopen(Databases.settings(place()), Databases.CLOCK);
    }

    private void reopen(HistorySettings settings, InstantSource clock) {
        Databases.awaitWritten(history);
        history.close();
        history = Databases.start(settings, counted, clock);
        Databases.awaitUp(history);
    }

    long count(String query) throws SQLException {
        try (Connection connection = source().getConnection()) {
            return Jdbi.create(connection).withHandle(handle -> handle.createQuery(query).mapTo(Long.class).one());
        }
    }

    @Test
    void healthyConnectionsAreKeptAsCounts() throws Exception {
        for (int second = 0; second < 20; second++) {
            ConnectionReport report = Told.healthy(second, "host" + second % 2 + ".example", "10.0.0.1");
            history.report(Told.with(report, Outcome.SUCCESS, false, false, Optional.empty()));
            history.report(report);
            history.concluded(report);
        }
        ConnectionReport nextHour = Told.healthy(3600, "host0.example", "10.0.0.1");
        history.concluded(nextHour);
        assertThat(history.reports(ReportQuery.newest(100)).items()).as("the newest ones are whole, in memory").hasSize(20);
        written();
        assertThat(count("SELECT COUNT(*) FROM report")).isZero();
        assertThat(count("SELECT COUNT(*) FROM tally")).isEqualTo(3);
        assertThat(count("SELECT SUM(connections) FROM tally WHERE host = 'host0.example' AND outcome = 'success' AND cause = 'established'")).isEqualTo(11);
        assertThat(count("SELECT SUM(connections) FROM total")).isEqualTo(21);
        history.concluded(Told.healthy(5, "host0.example", "10.0.0.1"));
        written();
        assertThat(count("SELECT MAX(connections) FROM tally")).as("added to what was there").isEqualTo(11);
        assertThat(count("SELECT COUNT(*) FROM tally")).isEqualTo(3);
    }

    @Test
    void aFailureThatTurnsOutHealthyIsNotKept() throws Exception {
        ConnectionReport healthy = Told.healthy(1, "a.example", "10.0.0.1");
        history.report(Told.with(healthy, Outcome.FAILURE, false, false, Optional.empty()));
        Databases.awaitWritten(history);
        assertThat(count("SELECT COUNT(*) FROM report")).isEqualTo(1);
        history.report(healthy);
        history.concluded(healthy);
        written();
        assertThat(count("SELECT COUNT(*) FROM report")).isZero();
    }

    @Test
    void whatAnEarlierRunLeftOpenIsSettled() throws Exception {
        ConnectionReport open = Told.with(Told.failure(1, "a.example", "10.0.0.1"), Outcome.FAILURE, false, false, Optional.empty());
        history.report(open);
        Databases.awaitWritten(history);
        reopen(Databases.settings(place()), InstantSource.fixed(Told.START.plusSeconds(60)));
        assertThat(history.report(open.id()).orElseThrow().document().toString()).contains("settled=true");
        assertThat(history.reports(ReportQuery.newest(1)).items().toString()).contains("settled=true");
    }

    @Test
    void whatIsInMemoryAndWhatIsWrittenMakeOnePage() throws Exception {
        IntStream.range(0, 300).forEach(second -> history.report(Told.failure(second, "a.example", "10.0.0.1")));
        written();
        IntStream.range(300, 600).forEach(second -> history.report(second % 3 == 0 ? Told.healthy(second, "b.example", "10.0.0.1")
                : Told.failure(second, "a.example", "10.0.0.1")));
        Databases.awaitWritten(history);
        assertThat(history.reports(ReportQuery.newest(1000)).items()).extracting(Recorded::id)
                .as("of the healthy ones those among the newest hundred").hasSize(500 + 33).doesNotHaveDuplicates().isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(history.reports(Told.host("a.example")).items()).hasSize(500);
    }

    @Test
    void whatIsOlderThanItMayBeIsForgotten() throws Exception {
        for (int day = 0; day < 40; day++) {
            ConnectionReport report = Told.failure(-day * 86_400, "a.example", "10.0.0.1");
            history.report(report);
            history.incident(Told.incident(report, 0, 1));
            history.concluded(report);
        }
        ConnectionReport old = Told.failure(-39 * 86_400, "lasting.example", "10.0.0.1");
        history.incident(Told.incident(old, 39 * 86_400, 900));
        Databases.awaitWritten(history);
        HistorySettings tenDays = new HistorySettings(place(), 100, Duration.ofDays(10), 1L << 30, 20_000);
        reopen(tenDays, InstantSource.fixed(Told.START.plusSeconds(60)));
        awaitCount("SELECT COUNT(*) FROM report", 10);
        awaitCount("SELECT COUNT(*) FROM incident", 11);
        // An hour is forgotten when all of it is too old.
        awaitCount("SELECT COUNT(*) FROM tally", 11);
        awaitCount("SELECT COUNT(*) FROM total", 11);
        assertThat(history.incidents(Told.host("lasting.example")).items()).as("its end is young").hasSize(1);
    }

    private void awaitCount(String query, long expected) {
        Databases.await(query + " is " + expected, () -> {
            try {
                return count(query) == expected;
            } catch (SQLException busy) {
                return false;
            }
        });
    }

    @Test
    void aKindThatIsNewWhileReadersAskIsFound() {
        for (Cause cause : Cause.values()) {
            history.report(Told.failure(cause.ordinal(), "a.example", "10.0.0.1", cause, Phase.HANDSHAKE, Party.SERVER));
        }
        IntStream.range(1000, 1200).forEach(second -> history.report(Told.failure(second, "b.example", "10.0.0.1")));
        Databases.awaitWritten(history);
        for (Cause cause : Cause.values()) {
            assertThat(history.reports(new ReportQuery(Optional.of("a.example"), Optional.empty(), Optional.of(cause), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), 5, Optional.empty())).items()).as("%s", cause).hasSize(1);
        }
    }

    @Test
    void saysHowItStands() {
        assertThat(history.health()).containsEntry("status", "up").containsEntry("waiting", 0).containsKey("written").doesNotContainKey("failing_since");
    }
}
