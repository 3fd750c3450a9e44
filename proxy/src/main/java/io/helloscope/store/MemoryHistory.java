package io.helloscope.store;

import io.helloscope.observe.Connection;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.Incident;
import io.helloscope.report.ReportHistory;
import io.helloscope.report.ReportQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/** The newest reports and incidents, in memory. Ids sort by time, so a cursor is the id of the last item and stays right while new ones arrive. */
public final class MemoryHistory implements ReportHistory {
    private final int most;
    private final ConcurrentSkipListMap<String, ConnectionReport> reports = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, Incident> incidents = new ConcurrentSkipListMap<>();

    /** An empty history that keeps so many reports, and as many incidents, at most; 1 or more. */
    public MemoryHistory(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("reports: " + most + " (expected: 1 or more)");
        }
        this.most = most;
    }

    @Override
    public void report(ConnectionReport report) {
        keep(reports, report.id(), report);
    }

    @Override
    public void incident(Incident incident) {
        keep(incidents, incident.id(), incident);
    }

    @Override
    public void withdrawn(String incidentId) {
        incidents.remove(incidentId);
    }

    private <T> void keep(ConcurrentSkipListMap<String, T> kept, String id, T item) {
        // One thread writes; size() walks the map, so it is asked for only now and then.
        if (kept.put(id, item) == null && ++added % 64 == 0) {
            for (int over = kept.size() - most; over > 0; over--) {
                kept.pollFirstEntry();
            }
        }
    }

    private int added;

    @Override
    public Page<ConnectionReport> reports(ReportQuery query) {
        return page(reports, query, Function.identity(), ConnectionReport::id);
    }

    @Override
    public Page<Incident> incidents(ReportQuery query) {
        return page(incidents, query, Incident::report, Incident::id);
    }

    @Override
    public Optional<ConnectionReport> report(String id) {
        return Optional.ofNullable(reports.get(id));
    }

    @Override
    public Optional<Incident> incident(String id) {
        return Optional.ofNullable(incidents.get(id));
    }

    private <T> Page<T> page(ConcurrentSkipListMap<String, T> kept, ReportQuery query, Function<T, ConnectionReport> telling, Function<T, String> id) {
        NavigableMap<String, T> newestFirst = kept.descendingMap();
        if (query.cursor().isPresent()) {
            newestFirst = newestFirst.tailMap(query.cursor().get(), false);
        }
        List<T> items = new ArrayList<>();
        int looked = 0;
        for (T item : newestFirst.values()) {
            if (++looked > most) {
                break;
            }
            if (fits(telling.apply(item), query)) {
                if (items.size() == query.limit()) {
                    return new Page<>(items, Optional.of(id.apply(items.get(items.size() - 1))));
                }
                items.add(item);
            }
        }
        return new Page<>(items, Optional.empty());
    }

    private static boolean fits(ConnectionReport report, ReportQuery query) {
        Connection connection = report.connection();
        return fits(query.host(), connection.destination().host())
                && fits(query.client(), connection.client().ip())
                && fits(query.cause(), report.diagnosis().cause())
                && fits(query.phase(), report.diagnosis().phase())
                && fits(query.party(), report.diagnosis().party())
                && query.since().filter(since -> connection.openedAt().isBefore(since)).isEmpty()
                && query.until().filter(until -> connection.openedAt().isAfter(until)).isEmpty();
    }

    private static <V> boolean fits(Optional<V> wanted, V value) {
        return wanted.isEmpty() || wanted.get().equals(value);
    }
}
