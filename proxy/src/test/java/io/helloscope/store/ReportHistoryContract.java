package io.helloscope.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.report.ConnectionReport;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.report.CountQuery;
import io.helloscope.report.Counts.Count;
import io.helloscope.report.Facets;
import io.helloscope.report.Incident;
import io.helloscope.report.Recorded;
import io.helloscope.report.ReportDocument;
import io.helloscope.report.ReportHistory;
import io.helloscope.report.ReportHistory.Page;
import io.helloscope.report.ReportQuery;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every history does, whatever is behind it. */
@Timeout(120)
abstract class ReportHistoryContract {
    /** An empty one, made once a test. */
    abstract ReportHistory history();

    /** Waits until all that was told lies where it will be kept. */
    void written() throws Exception {
    }

    private static List<String> ids(Page page) {
        return page.items().stream().map(Recorded::id).toList();
    }

    private static List<String> walk(Function<ReportQuery, Page> ask, ReportQuery query, int limit) {
        List<String> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page page = ask.apply(Told.page(query, limit, cursor));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            seen.addAll(ids(page));
            cursor = page.next();
        } while (cursor.isPresent());
        return seen;
    }

    @Test
    void givesBackTheDocument() throws Exception {
        ConnectionReport report = Told.failure(1, "a.example", "10.0.0.1");
        Incident incident = Told.incident(report, 7, 3);
        history().report(report);
        history().incident(incident);
        written();
        assertThat(history().report(report.id())).hasValueSatisfying(kept -> {
            assertThat(kept.id()).isEqualTo(report.id());
            assertThat(Json.text(kept.document())).isEqualTo(Json.text(ReportDocument.of(report)));
        });
        assertThat(history().incident(incident.id()).map(kept -> Json.text(kept.document()))).contains(Json.text(ReportDocument.of(incident)));
        assertThat(history().report("never there")).isEmpty();
        assertThat(history().incident("never there")).isEmpty();
        assertThat(history().report("")).isEmpty();
    }

    @Test
    void findsWhatWasJustTold() {
        ConnectionReport report = Told.failure(1, "a.example", "10.0.0.1");
        history().report(report);
        assertThat(history().report(report.id())).isPresent();
        assertThat(ids(history().reports(ReportQuery.newest(10)))).containsExactly(report.id());
    }

    @Test
    void answersNewestFirstInWhateverOrderItWasTold() throws Exception {
        List<ConnectionReport> told = List.of(Told.failure(3, "a.example", "10.0.0.1"), Told.failure(1, "a.example", "10.0.0.1"),
                Told.failure(2, "a.example", "10.0.0.1"));
        told.forEach(history()::report);
        written();
        assertThat(ids(history().reports(ReportQuery.newest(10)))).containsExactly(told.get(0).id(), told.get(2).id(), told.get(1).id());
    }

    @Test
    void anEmptyHistoryHasAnEmptyPage() {
        assertThat(history().reports(ReportQuery.newest(10))).isEqualTo(new Page(List.of(), Optional.empty(), true));
        assertThat(history().incidents(ReportQuery.newest(10))).isEqualTo(new Page(List.of(), Optional.empty(), true));
    }

    @Test
    void aCursorStaysRightWhileNewReportsArrive() throws Exception {
        List<String> old = new ArrayList<>();
        for (int second = 0; second < 50; second++) {
            ConnectionReport report = Told.failure(second, "a.example", "10.0.0.1");
            history().report(report);
            old.add(0, report.id());
        }
        written();
        List<String> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        int later = 1000;
        do {
            Page page = history().reports(Told.page(ReportQuery.newest(7), 7, cursor));
            seen.addAll(ids(page));
            history().report(Told.failure(later++, "b.example", "10.0.0.2"));
            if (later % 3 == 0) {
                written();
            }
            cursor = page.next();
        } while (cursor.isPresent());
        assertThat(seen).isEqualTo(old);
    }

    @Test
    void theLastPageHasNoNextEvenWhenItIsFull() throws Exception {
        for (int second = 0; second < 6; second++) {
            history().report(Told.failure(second, second % 2 == 0 ? "even.example" : "odd.example", "10.0.0.1"));
        }
        written();
        Page page = history().reports(Told.page(Told.host("even.example"), 3, Optional.empty()));
        assertThat(page.items()).hasSize(3);
        assertThat(page.next()).isEmpty();
        assertThat(history().reports(Told.page(ReportQuery.newest(6), 6, Optional.of("0"))).items()).as("behind the oldest").isEmpty();
        assertThat(history().reports(Told.page(ReportQuery.newest(6), 6, Optional.of("zzz"))).items()).as("before the newest").hasSize(6);
        assertThat(history().reports(Told.page(ReportQuery.newest(6), 6, Optional.of("' OR 1=1 --"))).items()).as("no cursor of ours").isEmpty();
    }

    @Test
    void eachQueryFindsExactlyWhatFits() throws Exception {
        Random random = new Random(7);
        List<ConnectionReport> reports = new ArrayList<>();
        List<Incident> incidents = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            ConnectionReport report = any(random);
            reports.add(report);
            history().report(report);
            if (i % 2 == 0) {
                Incident incident = Told.incident(report, random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(20), 1 + random.nextInt(5));
                incidents.add(incident);
                history().incident(incident);
            }
        }
        written();
        reports.sort(Comparator.comparing(ConnectionReport::id).reversed());
        incidents.sort(Comparator.comparing(Incident::id).reversed());
        for (int i = 0; i < 150; i++) {
            ReportQuery query = anyQuery(random);
            int limit = 1 + random.nextInt(60);
            assertThat(walk(history()::reports, query, limit)).as("reports for %s", query)
                    .isEqualTo(reports.stream().filter(one -> Facets.of(one).fit(query)).map(ConnectionReport::id).toList());
            assertThat(walk(history()::incidents, query, limit)).as("incidents for %s", query)
                    .isEqualTo(incidents.stream().filter(one -> Facets.of(one).fit(query)).map(Incident::id).toList());
        }
    }

    private static ConnectionReport any(Random random) {
        Instant at = Told.START.plus(Duration.ofNanos(random.nextInt(30_000) * 1_000_123_000L));
        return Told.at(at, "host" + random.nextInt(5) + ".example", "10.0.0." + random.nextInt(3), one(Cause.values(), random, 6),
                one(Phase.values(), random, 4), one(Party.values(), random, 4), Outcome.FAILURE);
    }

    private static <T> T one(T[] values, Random random, int most) {
        return values[random.nextInt(Math.min(most, values.length))];
    }

    private static ReportQuery anyQuery(Random random) {
        Instant since = Told.START.plusMillis(random.nextInt(30_000_000));
        return new ReportQuery(sometimes(random, "host" + random.nextInt(6) + ".example"), sometimes(random, "10.0.0." + random.nextInt(4)),
                sometimes(random, one(Cause.values(), random, 7)), sometimes(random, one(Phase.values(), random, 4)),
                sometimes(random, one(Party.values(), random, 5)), sometimes(random, since),
                sometimes(random, since.plusMillis(random.nextInt(10_000_000))), 1, Optional.empty());
    }

    private static <T> Optional<T> sometimes(Random random, T value) {
        return random.nextInt(3) == 0 ? Optional.of(value) : Optional.empty();
    }

    @Test
    void timesCountToTheMicrosecond() throws Exception {
        Instant at = Told.START.plusNanos(1_500_000);
        ConnectionReport report = Told.at(at, "a.example", "10.0.0.1", Cause.RESET_AFTER_HELLO, Phase.HANDSHAKE, Party.SERVER, Outcome.FAILURE);
        history().report(report);
        written();
        assertThat(history().reports(Told.during(at, at)).items()).hasSize(1);
        assertThat(history().reports(Told.during(at.plusNanos(1000), at.plusSeconds(1))).items()).isEmpty();
        assertThat(history().reports(Told.during(at.minusSeconds(1), at.minusNanos(1000))).items()).isEmpty();
        assertThat(history().reports(Told.during(Instant.MIN, Instant.MAX)).items()).hasSize(1);
    }

    @Test
    void incidentsAreFoundByTheTimeTheyLasted() throws Exception {
        ConnectionReport report = Told.failure(0, "a.example", "10.0.0.1");
        history().incident(Told.incident(report, 7 * 24 * 3600, 5));
        written();
        Instant later = Told.START.plus(Duration.ofDays(3));
        assertThat(history().incidents(Told.during(later, later.plusSeconds(10))).items()).hasSize(1);
        assertThat(history().incidents(Told.during(Told.START.plus(Duration.ofDays(8)), Told.START.plus(Duration.ofDays(9)))).items()).isEmpty();
        assertThat(history().incidents(Told.during(Told.START.minusSeconds(9), Told.START.minusSeconds(1))).items()).isEmpty();
    }

    @Test
    void aReportThatIsCompletedReplacesItself() throws Exception {
        ConnectionReport settled = Told.failure(1, "a.example", "10.0.0.1");
        history().report(Told.with(settled, Outcome.FAILURE, false, false, Optional.empty()));
        written();
        history().report(settled);
        written();
        assertThat(history().reports(ReportQuery.newest(10)).items()).singleElement()
                .satisfies(kept -> assertThat(kept.document().toString()).contains("settled=true"));
    }

    @Test
    void aReportThatChangesItsMindIsFoundByTheNewOneOnly() throws Exception {
        ConnectionReport first = Told.failure(1, "a.example", "10.0.0.1");
        ConnectionReport other = Told.failure(1, "a.example", "10.0.0.1", Cause.CERTIFICATE_EXPIRED, Phase.CERTIFICATE, Party.CLIENT);
        history().report(first);
        written();
        history().report(new ConnectionReport(first.connection(), List.of(), other.diagnosis(), Outcome.FAILURE, true, false, Optional.empty()));
        assertThat(byPhase(Phase.HANDSHAKE)).as("before it is written").isEmpty();
        assertThat(byPhase(Phase.CERTIFICATE)).containsExactly(first.id());
        written();
        assertThat(byPhase(Phase.HANDSHAKE)).isEmpty();
        assertThat(byPhase(Phase.CERTIFICATE)).containsExactly(first.id());
    }

    private List<String> byPhase(Phase phase) {
        return ids(history().reports(new ReportQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(phase), Optional.empty(),
                Optional.empty(), Optional.empty(), 10, Optional.empty())));
    }

    @Test
    void aRecoveredReportSaysSo() throws Exception {
        ConnectionReport failed = Told.failure(1, "a.example", "10.0.0.1");
        history().report(Told.with(failed, Outcome.FAILURE, true, false, Optional.of(failed.id())));
        history().incident(Told.incident(failed, 0, 1));
        written();
        history().withdrawn(failed.id());
        history().report(Told.with(failed, Outcome.UNKNOWN, true, true, Optional.empty()));
        written();
        assertThat(history().incidents(ReportQuery.newest(10)).items()).isEmpty();
        assertThat(history().report(failed.id())).hasValueSatisfying(kept -> {
            assertThat(kept.text("event.outcome")).contains("unknown");
            assertThat(kept.text("helloscope.incident")).isEmpty();
            assertThat(kept.document().toString()).contains("recovered=true");
        });
    }

    @Test
    void aWithdrawnIncidentIsGoneAtOnceAndItsReportsAreNot() throws Exception {
        ConnectionReport report = Told.failure(1, "a.example", "10.0.0.1");
        history().report(report);
        history().incident(Told.incident(report, 0, 1));
        written();
        assertThat(history().incident(report.id())).isPresent();
        history().withdrawn(report.id());
        history().withdrawn("never there");
        assertThat(history().incident(report.id())).isEmpty();
        assertThat(history().incidents(ReportQuery.newest(10)).items()).isEmpty();
        written();
        assertThat(history().incident(report.id())).isEmpty();
        assertThat(history().report(report.id())).isPresent();
    }

    @Test
    void anIncidentThatComesBackIsThere() throws Exception {
        ConnectionReport report = Told.failure(1, "a.example", "10.0.0.1");
        history().incident(Told.incident(report, 0, 1));
        written();
        history().withdrawn(report.id());
        history().incident(Told.incident(report, 9, 2));
        assertThat(history().incident(report.id()).map(kept -> kept.number("helloscope.reports.count").orElse(0))).contains(2L);
        written();
        assertThat(history().incident(report.id()).map(kept -> kept.number("helloscope.reports.count").orElse(0))).contains(2L);
    }

    @Test
    void anIncidentThatGrowsIsOne() throws Exception {
        ConnectionReport report = Told.failure(1, "a.example", "10.0.0.1");
        for (int count = 1; count <= 30; count++) {
            history().incident(Told.incident(report, count, count));
            if (count % 10 == 5) {
                written();
            }
        }
        written();
        assertThat(history().incidents(ReportQuery.newest(10)).items()).singleElement()
                .satisfies(kept -> assertThat(kept.number("helloscope.reports.count")).hasValue(30));
    }

    @Test
    void strangeNamesArePartOfNoStatement() throws Exception {
        String hostile = "'; DROP TABLE report; --\u0000\"%_\\";
        ConnectionReport report = Told.failure(1, hostile, "fe80::1%eth0");
        history().report(report);
        written();
        assertThat(ids(history().reports(Told.host(Facets.of(report).host())))).containsExactly(report.id());
        assertThat(history().reports(Told.host("%")).items()).isEmpty();
    }

    @Test
    void connectionsAreCountedByTheHour() throws Exception {
        for (int second = 0; second < 7200; second += 600) {
            history().concluded(Told.healthy(second, "host" + second % 1200 / 600 + ".example", "10.0.0.1"));
        }
        history().concluded(Told.failure(30, "host0.example", "10.0.0.2"));
        written();
        CountQuery all = new CountQuery(CountQuery.By.HOST, Optional.empty(), Optional.empty(), Told.START, Told.START.plusSeconds(7200), 10);
        assertThat(history().counts(all).counts()).containsExactly(
                new Count(Told.START, "host0.example", "failure", 1), new Count(Told.START, "host0.example", "success", 3),
                new Count(Told.START, "host1.example", "success", 3), new Count(Told.START.plusSeconds(3600), "host0.example", "success", 3),
                new Count(Told.START.plusSeconds(3600), "host1.example", "success", 3));
        assertThat(history().counts(new CountQuery(CountQuery.By.HOST, Optional.empty(), Optional.empty(), Told.START, Told.START, 1)).counts())
                .as("the most frequent key").extracting(Count::key).containsOnly("host0.example");
        assertThat(history().counts(new CountQuery(CountQuery.By.CAUSE, Optional.empty(), Optional.of("10.0.0.2"), Told.START, Told.START, 10)).counts())
                .containsExactly(new Count(Told.START, "reset-after-hello", "failure", 1));
        assertThat(history().counts(new CountQuery(CountQuery.By.CAUSE, Optional.empty(), Optional.empty(), Told.START.minusSeconds(9999),
                Told.START.minusSeconds(1), 10)).counts()).isEmpty();
        assertThat(history().counts(new CountQuery(CountQuery.By.PARTY, Optional.empty(), Optional.empty(), Told.START, Told.START.plusSeconds(7200), 10))
                .counts().stream().mapToLong(Count::connections).sum()).isEqualTo(13);
    }
}
