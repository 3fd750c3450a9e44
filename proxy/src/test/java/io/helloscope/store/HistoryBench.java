package io.helloscope.store;

import io.helloscope.report.ConnectionReport;
import io.helloscope.report.Facets;
import io.helloscope.report.Incident;
import io.helloscope.report.Recorded;
import io.helloscope.report.ReportQuery;
import io.helloscope.store.Backlog.Batch;
import io.helloscope.store.Backlog.Change;
import io.helloscope.store.Backlog.Key;
import io.helloscope.store.HistorySettings.Place;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Fills a history and times the questions of the pages: {@code HistoryBench FILE|postgresql://... REPORTS USER PASSWORD}. It fills only
 * what is empty, so that a second run asks a database that nothing is warm of.
 */
final class HistoryBench {
    private static final int BATCH = 1000;
    private static final int ROUNDS = 15;
    private static final Instant END = Told.START;
    private static final Duration SPAN = Duration.ofDays(30);

    private final Opened opened;
    private final long reports;
    private final Random random = new Random(1);
    private final List<ConnectionReport> patterns = Realistic.patterns();

    private HistoryBench(Opened opened, long reports) {
        this.opened = opened;
        this.reports = reports;
    }

    public static void main(String[] args) throws Exception {
        Optional<String> user = Optional.of(args).filter(all -> all.length > 2).map(all -> all[2]);
        Optional<String> password = Optional.of(args).filter(all -> all.length > 3).map(all -> all[3]);
        Place place = args[0].startsWith("postgresql:") ? HistorySettings.place(args[0], Path.of("."), user, password) : new HistorySettings.Sqlite(Path.of(args[0]));
        Database database = place instanceof HistorySettings.Sqlite file ? new SqliteDatabase(file.file()) : new PostgresqlDatabase((HistorySettings.Postgresql) place);
        long begun = System.nanoTime();
        HistoryBench bench = new HistoryBench(Opened.of(database), Long.parseLong(args[1]));
        System.out.printf("opened in %d ms%n", (System.nanoTime() - begun) / 1_000_000);
        bench.fill();
        bench.ask();
    }

    private String host() {
        // A few hosts fail most, and there are many that fail once.
        return "host" + (long) (50_000 * Math.pow(random.nextDouble(), 4)) + ".example";
    }

    private String client() {
        return "10.0." + (int) (4 * Math.pow(random.nextDouble(), 2)) + "." + random.nextInt(250);
    }

    private void fill() {
        long there = opened.jdbi().withHandle(handle -> handle.createQuery("SELECT COUNT(*) FROM (SELECT 1 FROM report LIMIT 1) any_row").mapTo(Long.class).one());
        if (there > 0) {
            System.out.println("there are reports already: none are added");
            return;
        }
        Writer writer = new Writer();
        long begun = System.nanoTime();
        for (long number = 0; number < reports; number += BATCH) {
            writer.write(opened, batch(number));
            if (number / BATCH % 200 == 199) {
                System.out.printf("%d reports, %.0f a second%n", number + BATCH, (number + BATCH) * 1e9 / (System.nanoTime() - begun));
            }
        }
        opened.jdbi().useHandle(handle -> System.out.printf("size %d bytes, %d a report%n", opened.database().size(handle), opened.database().size(handle) / reports));
    }

    private Batch batch(long first) {
        Map<Key, Change> changes = new LinkedHashMap<>();
        Map<TallyKey, Long> counts = new HashMap<>();
        for (long number = first; number < first + BATCH; number++) {
            Instant at = END.minus(SPAN).plusNanos((long) (SPAN.toNanos() * ((double) number / reports)));
            ConnectionReport pattern = patterns.get((int) (patterns.size() * Math.pow(random.nextDouble(), 3)));
            ConnectionReport report = Realistic.like(pattern, at, number, host(), client());
            changes.put(new Key(Table.REPORT, report.id()), new Change(Optional.of(() -> new Row(Recorded.of(report), Facets.of(report)))));
            if (number % 4 == 0) {
                Incident incident = new Incident(report.id(), report, at, number % 4000 == 0 ? at.plus(Duration.ofHours(5)) : at.plusSeconds(20), 4, List.of(report.id()));
                changes.put(new Key(Table.INCIDENT, report.id()), new Change(Optional.of(() -> new Row(Recorded.of(incident), Facets.of(incident)))));
            }
            counts.merge(TallyKey.of(report), 1L, Long::sum);
        }
        return new Batch(changes, counts);
    }

    private void ask() {
        Map<String, ReportQuery> questions = new LinkedHashMap<>();
        Optional<String> none = Optional.empty();
        questions.put("newest", ReportQuery.newest(100));
        questions.put("frequent host", query(Optional.of("host0.example"), none, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        questions.put("rare host", query(Optional.of("host49321.example"), none, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        questions.put("client", query(none, Optional.of("10.0.1.7"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        questions.put("host and client", query(Optional.of("host0.example"), Optional.of("10.0.1.7"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        questions.put("frequent cause", query(none, none, Optional.of(Cause.RESET_AFTER_HELLO), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        questions.put("absent cause", query(none, none, Optional.of(Cause.CERTIFICATE_REVOKED), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        questions.put("phase", query(none, none, Optional.empty(), Optional.of(Phase.CERTIFICATE), Optional.empty(), Optional.empty(), Optional.empty()));
        questions.put("phase and party", query(none, none, Optional.empty(), Optional.of(Phase.NETWORK), Optional.of(Party.SERVER), Optional.empty(), Optional.empty()));
        questions.put("host and phase", query(Optional.of("host3.example"), none, Optional.empty(), Optional.of(Phase.CERTIFICATE), Optional.empty(), Optional.empty(), Optional.empty()));
        questions.put("until 3 weeks ago", query(none, none, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(END.minus(Duration.ofDays(21)))));
        questions.put("an hour, of a client", query(none, Optional.of("10.0.1.7"), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(END.minus(Duration.ofHours(200))), Optional.of(END.minus(Duration.ofHours(199)))));
        questions.put("an hour, party", query(none, none, Optional.empty(), Optional.empty(), Optional.of(Party.CLIENT),
                Optional.of(END.minus(Duration.ofHours(200))), Optional.of(END.minus(Duration.ofHours(199)))));
        Reader reader = new Reader();
        for (Table table : Table.values()) {
            questions.forEach((name, query) -> time(table + ", " + name, () -> reader.page(opened, table, query, 101, "", id -> false).size()));
        }
        time("one report", () -> reader.find(opened, Table.REPORT, reader.page(opened, Table.REPORT, ReportQuery.newest(1), 1, "", id -> false).get(0).id()).isPresent() ? 1 : 0);
    }

    private static ReportQuery query(Optional<String> host, Optional<String> client, Optional<Cause> cause, Optional<Phase> phase, Optional<Party> party,
            Optional<Instant> since, Optional<Instant> until) {
        return new ReportQuery(host, client, cause, phase, party, since, until, 100, Optional.empty());
    }

    /** Something that is timed. */
    private interface Asked {
        int rows();
    }

    private static void time(String name, Asked asked) {
        double[] millis = new double[ROUNDS];
        int rows = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long begun = System.nanoTime();
            rows = asked.rows();
            millis[round] = (System.nanoTime() - begun) / 1e6;
        }
        double first = millis[0];
        Arrays.sort(millis);
        System.out.printf("%-36s first %7.1f ms, median %7.1f ms, slowest %7.1f ms (%d rows)%n", name, first, millis[ROUNDS / 2], millis[ROUNDS - 1], rows);
    }
}
