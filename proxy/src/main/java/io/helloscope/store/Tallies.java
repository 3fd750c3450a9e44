package io.helloscope.store;

import io.helloscope.report.CountQuery;
import io.helloscope.report.Counts;
import io.helloscope.report.Counts.Count;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts by the hour in memory; the oldest hour goes first where there are too many. Callable from any thread. */
final class Tallies {
    private static final int MOST = 100_000;
    private static final Comparator<Count> ORDER = Comparator.comparing(Count::hour).thenComparing(Count::key).thenComparing(Count::outcome);

    private final NavigableMap<Long, Map<TallyKey, Long>> hours = new TreeMap<>();
    private int size;

    synchronized void add(TallyKey key) {
        if (hours.computeIfAbsent(key.hour(), hour -> new HashMap<>()).merge(key, 1L, Long::sum) == 1 && ++size > MOST) {
            size -= hours.pollFirstEntry().getValue().size();
        }
    }

    synchronized Counts counts(CountQuery query) {
        Map<Count, Long> found = new HashMap<>();
        for (Map<TallyKey, Long> hour : hours.subMap(hour(query.since()), true, hour(query.until()), true).values()) {
            hour.forEach((key, connections) -> {
                if (query.host().filter(host -> !host.equals(key.host())).isEmpty() && query.client().filter(client -> !client.equals(key.client())).isEmpty()) {
                    found.merge(new Count(begin(key.hour()), key.by(query.by()), key.outcome(), 0), connections, Long::sum);
                }
            });
        }
        Map<String, Long> sums = new HashMap<>();
        found.forEach((count, connections) -> sums.merge(count.key(), connections, Long::sum));
        Set<String> most = sums.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(query.keys()).map(Map.Entry::getKey).collect(Collectors.toSet());
        List<Count> counts = found.entrySet().stream().filter(entry -> most.contains(entry.getKey().key()))
                .map(entry -> new Count(entry.getKey().hour(), entry.getKey().key(), entry.getKey().outcome(), entry.getValue())).sorted(ORDER).toList();
        return new Counts(counts, true);
    }

    static long hour(Instant at) {
        return TallyKey.hour(at.getEpochSecond());
    }

    static Instant begin(long hour) {
        return Instant.EPOCH.plus(Duration.ofHours(hour));
    }
}
