package io.helloscope.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.Incident;
import io.helloscope.report.ReportHistory.Page;
import io.helloscope.report.ReportQuery;
import io.helloscope.testing.Conversations;
import io.helloscope.testing.Reports;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryHistoryTest {
    private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

    private static final byte[] HELLO = Conversations.clientHello("in-hello.example");

    private static ConnectionReport report(int second, String host, String client) {
        return Reports.of(Conversations.at(START.plusSeconds(second)).to(host, 443).from(client, "curl/8").client(HELLO)
                .closed(Direction.SERVER, CloseKind.RESET).ended());
    }

    private static ReportQuery query(int limit, Optional<String> cursor) {
        return new ReportQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), limit, cursor);
    }

    @Test
    void answersNewestFirst() {
        MemoryHistory history = new MemoryHistory(100);
        for (int second : new int[] {3, 1, 2}) {
            history.report(report(second, "a.example", "10.0.0.1"));
        }
        assertThat(history.reports(ReportQuery.newest(10)).items()).extracting(r -> r.connection().openedAt())
                .containsExactly(START.plusSeconds(3), START.plusSeconds(2), START.plusSeconds(1));
    }

    @Test
    void aCursorStaysRightWhileNewReportsArrive() {
        MemoryHistory history = new MemoryHistory(1000);
        for (int second = 0; second < 50; second++) {
            history.report(report(second, "a.example", "10.0.0.1"));
        }
        List<Instant> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        int later = 1000;
        do {
            Page<ConnectionReport> page = history.reports(query(7, cursor));
            page.items().forEach(item -> seen.add(item.connection().openedAt()));
            history.report(report(later++, "b.example", "10.0.0.2"));
            cursor = page.next();
        } while (cursor.isPresent());
        assertThat(seen).hasSize(50).doesNotHaveDuplicates().isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @Test
    void filtersByEachField() {
        MemoryHistory history = new MemoryHistory(100);
        history.report(report(1, "a.example", "10.0.0.1"));
        history.report(report(2, "b.example", "10.0.0.2"));
        Optional<String> none = Optional.empty();
        assertThat(history.reports(new ReportQuery(Optional.of("a.example"), none, Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), 10, none)).items()).hasSize(1);
        assertThat(history.reports(new ReportQuery(none, Optional.of("10.0.0.2"), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), 10, none)).items()).hasSize(1);
        assertThat(history.reports(new ReportQuery(none, none, Optional.of(Cause.RESET_AFTER_HELLO), Optional.of(Phase.HANDSHAKE),
                Optional.of(Party.SERVER), Optional.empty(), Optional.empty(), 10, none)).items()).hasSize(2);
        assertThat(history.reports(new ReportQuery(none, none, Optional.of(Cause.ESTABLISHED), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), 10, none)).items()).isEmpty();
        assertThat(history.reports(new ReportQuery(none, none, Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(START.plusSeconds(2)), Optional.of(START.plusSeconds(2)), 10, none)).items()).hasSize(1);
    }

    @Test
    void keepsTheNewestAndABoundedNumber() {
        MemoryHistory history = new MemoryHistory(100);
        for (int second = 0; second < 1000; second++) {
            history.report(report(second, "a.example", "10.0.0.1"));
        }
        List<ConnectionReport> kept = history.reports(ReportQuery.newest(1000)).items();
        assertThat(kept).hasSize(100);
        assertThat(kept.get(0).connection().openedAt()).isEqualTo(START.plusSeconds(999));
    }

    @Test
    void incidentsAreFoundByTheTimeTheyLasted() {
        MemoryHistory history = new MemoryHistory(100);
        ConnectionReport report = report(60, "a.example", "10.0.0.1");
        history.incident(new Incident("1", report, START, START.plusSeconds(60), 5, List.of(report.id())));
        assertThat(history.incidents(during(START.plusSeconds(30), START.plusSeconds(40))).items()).hasSize(1);
        assertThat(history.incidents(during(START.plusSeconds(61), START.plusSeconds(99))).items()).isEmpty();
        assertThat(history.incidents(during(START.minusSeconds(9), START.minusSeconds(1))).items()).isEmpty();
    }

    private static ReportQuery during(Instant since, Instant until) {
        return new ReportQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(since),
                Optional.of(until), 10, Optional.empty());
    }

    @Test
    void aWithdrawnIncidentIsGoneAndItsReportsAreNot() {
        MemoryHistory history = new MemoryHistory(100);
        ConnectionReport report = report(1, "a.example", "10.0.0.1");
        history.report(report);
        history.incident(new Incident(report.id(), report, START, START, 1, List.of(report.id())));
        assertThat(history.incident(report.id())).isPresent();
        history.withdrawn(report.id());
        history.withdrawn("never there");
        assertThat(history.incident(report.id())).isEmpty();
        assertThat(history.report(report.id())).contains(report);
    }

    @Test
    void theLastPageHasNoNextEvenWhenItIsFull() {
        MemoryHistory history = new MemoryHistory(100);
        for (int second = 0; second < 6; second++) {
            history.report(report(second, second % 2 == 0 ? "even.example" : "odd.example", "10.0.0.1"));
        }
        ReportQuery even = new ReportQuery(Optional.of("even.example"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), 3, Optional.empty());
        assertThat(history.reports(even).items()).hasSize(3);
        assertThat(history.reports(even).next()).isEmpty();
        assertThat(history.reports(query(6, Optional.of("0"))).items()).as("behind the oldest").isEmpty();
        assertThat(history.reports(query(6, Optional.of("zzz"))).items()).as("before the newest").hasSize(6);
    }

    @Test
    void readersAndWritersDoNotDisturbEachOther() throws Exception {
        MemoryHistory history = new MemoryHistory(50);
        List<ConnectionReport> all = IntStream.range(0, 2000).mapToObj(second -> report(second, "a.example", "10.0.0.1")).toList();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<?>> done = new ArrayList<>();
        for (int writer = 0; writer < 2; writer++) {
            int start = writer * 1000;
            done.add(pool.submit(() -> all.subList(start, start + 1000).forEach(history::report)));
            done.add(pool.submit(() -> {
                for (int i = 0; i < 500; i++) {
                    assertThat(history.reports(ReportQuery.newest(20)).items()).hasSizeLessThanOrEqualTo(20)
                            .isSortedAccordingTo(java.util.Comparator.comparing(ConnectionReport::id).reversed());
                }
            }));
        }
        for (Future<?> each : done) {
            each.get(30, TimeUnit.SECONDS);
        }
        pool.shutdown();
        assertThat(history.reports(ReportQuery.newest(1000)).items()).hasSize(50).containsAll(all.subList(1950, 2000));
    }

    @Test
    void aReportThatIsCompletedReplacesItself() {
        MemoryHistory history = new MemoryHistory(100);
        Conversations conversation = Conversations.at(START).hello();
        history.report(Reports.of(conversation.open()));
        history.report(Reports.of(conversation.closed(Direction.SERVER, CloseKind.FIN).ended()));
        assertThat(history.reports(ReportQuery.newest(10)).items()).singleElement().matches(ConnectionReport::settled);
    }
}
