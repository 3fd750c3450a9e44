package io.helloscope.store;

import io.helloscope.report.Recorded;
import io.helloscope.report.ReportHistory.Page;
import io.helloscope.report.ReportQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Items by ids that sort by time: a cursor is the id of the last item of a page and stays right while new ones arrive. What is older
 * than the newest so many is dropped. Readers never wait.
 */
final class Shelf<T> {
    private final int most;
    private final ConcurrentSkipListMap<String, T> items = new ConcurrentSkipListMap<>();
    /** Walking the map to count it takes too long. */
    private int size;

    Shelf(int most) {
        this.most = most;
    }

    synchronized void put(String id, T item) {
        if (items.put(id, item) == null && ++size > most) {
            items.pollFirstEntry();
            size--;
        }
    }

    synchronized void remove(String id) {
        if (items.remove(id) != null) {
            size--;
        }
    }

    Optional<T> find(String id) {
        return Optional.ofNullable(items.get(id));
    }

    Page page(ReportQuery query, Predicate<T> fits, Function<T, Recorded> document) {
        NavigableMap<String, T> newestFirst = items.descendingMap();
        if (query.cursor().isPresent()) {
            newestFirst = newestFirst.tailMap(query.cursor().get(), false);
        }
        List<Recorded> found = new ArrayList<>();
        String last = "";
        for (Map.Entry<String, T> entry : newestFirst.entrySet()) {
            if (fits.test(entry.getValue())) {
                if (found.size() == query.limit()) {
                    return new Page(found, Optional.of(last), true);
                }
                found.add(document.apply(entry.getValue()));
                last = entry.getKey();
            }
        }
        return new Page(found, Optional.empty(), true);
    }
}
