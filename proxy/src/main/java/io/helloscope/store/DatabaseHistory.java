package io.helloscope.store;

import io.helloscope.observe.ConnectionId;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.report.CountQuery;
import io.helloscope.report.Counters;
import io.helloscope.report.Counts;
import io.helloscope.report.Facets;
import io.helloscope.report.Incident;
import io.helloscope.report.Recorded;
import io.helloscope.report.ReportHistory;
import io.helloscope.report.ReportQuery;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The newest of everything in memory, and failures, recoveries and all incidents in a database, where healthy connections are counts.
 * What is told is found at once; where the database cannot be read, pages say that they are not complete.
 */
public final class DatabaseHistory implements ReportHistory, AutoCloseable {
    private static final int MOST_CHANGING = 65_536;

    private final MemoryHistory recent;
    private final Backlog backlog;
    private final Recorder recorder;
    private final Reader reader = new Reader();
    private final Counters counters;
    /** Ids below are those of earlier runs. */
    private final String firstId;
    /** Reports that lie in the database and may still turn out healthy. Confined to the reports' thread. */
    private final Map<String, Boolean> changing = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_CHANGING;
        }
    };

    private DatabaseHistory(Database database, HistorySettings settings, Counters counters, InstantSource clock) {
        this.recent = new MemoryHistory(settings.recent());
        this.backlog = new Backlog(settings.waiting());
        this.counters = counters;
        this.firstId = ConnectionId.least(clock.instant());
        this.recorder = new Recorder(database, backlog, new Retention(settings.keep(), settings.size()), counters, clock);
    }

    /** The history that these settings ask for; one in a database touches nothing before it is started. */
    public static ReportHistory of(HistorySettings settings, Counters counters, InstantSource clock) {
        if (settings.place() instanceof HistorySettings.Sqlite sqlite) {
            return new DatabaseHistory(new SqliteDatabase(sqlite.file()), settings, counters, clock);
        }
        return settings.place() instanceof HistorySettings.Postgresql postgresql
                ? new DatabaseHistory(new PostgresqlDatabase(postgresql), settings, counters, clock) : new MemoryHistory(settings.recent());
    }

    /** Begins to open the database and to write, on a thread of its own. */
    public void start() {
        recorder.start();
    }

    @Override
    public void report(ConnectionReport report) {
        recent.report(report);
        if (isKept(report)) {
            changing.put(report.id(), true);
            admit(backlog.put(Table.REPORT, report.id(), () -> new Row(Recorded.of(report), Facets.of(report))));
        } else if (changing.remove(report.id()) != null) {
            admit(backlog.remove(Table.REPORT, report.id()));
        }
    }

    /** Whether it is kept whole; the others are counts. */
    private static boolean isKept(ConnectionReport report) {
        return report.outcome() == Outcome.FAILURE || report.recovered();
    }

    @Override
    public void concluded(ConnectionReport report) {
        changing.remove(report.id());
        recent.concluded(report);
        admit(backlog.count(TallyKey.of(report)));
    }

    @Override
    public void incident(Incident incident) {
        recent.incident(incident);
        admit(backlog.put(Table.INCIDENT, incident.id(), () -> new Row(Recorded.of(incident), Facets.of(incident))));
    }

    @Override
    public void withdrawn(String incidentId) {
        recent.withdrawn(incidentId);
        admit(backlog.remove(Table.INCIDENT, incidentId));
    }

    private void admit(boolean taken) {
        if (!taken) {
            counters.reportDropped();
            counters.boundHit("history-waiting");
        }
    }

    @Override
    public Page reports(ReportQuery query) {
        return page(Table.REPORT, query, recent.reports(query), recent::knowsReport);
    }

    @Override
    public Page incidents(ReportQuery query) {
        return page(Table.INCIDENT, query, recent.incidents(query), recent::knowsIncident);
    }

    @Override
    public Optional<Recorded> report(String id) {
        return recent.report(id).or(() -> find(Table.REPORT, id));
    }

    @Override
    public Optional<Recorded> incident(String id) {
        return recent.incident(id).or(() -> find(Table.INCIDENT, id));
    }

    @Override
    public Counts counts(CountQuery query) {
        return asked(from -> new Counts(Reader.counts(from, query), true)).orElseGet(() -> new Counts(recent.counts(query).counts(), false));
    }

    private Optional<Recorded> find(Table table, String id) {
        if (backlog.isRemoved(table, id)) {
            return Optional.empty();
        }
        return asked(from -> reader.find(from, table, id)).orElse(Optional.empty()).map(this::settled);
    }

    /** What is in memory is newer than what the database has of the same. */
    private Page page(Table table, ReportQuery query, Page newest, Predicate<String> inMemory) {
        // A full page from memory can only be joined by what is newer than its last.
        String floor = newest.next().orElse("");
        int most = query.limit() + 1 + newest.items().size();
        Optional<List<Recorded>> older = asked(from -> reader.page(from, table, query, most, floor,
                id -> inMemory.test(id) || backlog.isRemoved(table, id)));
        NavigableMap<String, Recorded> all = new TreeMap<>(Collections.reverseOrder());
        older.orElse(List.of()).forEach(one -> all.put(one.id(), settled(one)));
        newest.items().forEach(one -> all.put(one.id(), one));
        List<Recorded> items = all.values().stream().limit(query.limit()).toList();
        boolean more = newest.next().isPresent() || all.size() > query.limit();
        return new Page(items, more ? Optional.of(items.get(items.size() - 1).id()) : Optional.empty(), older.isPresent());
    }

    /** A question to the database. */
    private interface Question<T> {
        T to(Opened database);
    }

    private <T> Optional<T> asked(Question<T> question) {
        Optional<Opened> database = recorder.opened();
        try {
            return database.map(question::to);
        } catch (RuntimeException failure) {
            recorder.suspect(failure);
            return Optional.empty();
        }
    }

    /** Nothing will be added to a report whose connection ended with an earlier run. */
    private Recorded settled(Recorded kept) {
        if (kept.id().compareTo(firstId) >= 0 || !(kept.document().get("helloscope") instanceof Map<?, ?> ours) || !Boolean.FALSE.equals(ours.get("settled"))) {
            return kept;
        }
        Map<String, Object> document = new LinkedHashMap<>(kept.document());
        Map<Object, Object> now = new LinkedHashMap<>(ours);
        now.put("settled", true);
        document.put("helloscope", now);
        return new Recorded(kept.id(), document);
    }

    /** How it stands, for the health page. */
    public Map<String, Object> health() {
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("status", recorder.failingSince().isPresent() ? "failing" : recorder.opened().isPresent() ? "up" : "starting");
        recorder.failingSince().ifPresent(since -> health.put("failing_since", since.toString()));
        health.put("waiting", backlog.size());
        health.put("written", recorder.written());
        return Collections.unmodifiableMap(new HashMap<>(health));
    }

    /** Writes what waits, at most a few seconds long. */
    @Override
    public void close() {
        recorder.close();
    }
}
