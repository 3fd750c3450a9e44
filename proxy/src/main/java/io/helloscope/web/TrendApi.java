package io.helloscope.web;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import io.helloscope.report.CountQuery;
import io.helloscope.report.CountQuery.By;
import io.helloscope.report.Counts;
import io.helloscope.report.Counts.Count;
import io.helloscope.report.ReportHistory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How often what happened: series over time, and hosts and clients with their state. Asks the history, which may be a database. */
final class TrendApi {
    private static final int MOST_POINTS = 2000;
    /** What a host's failures are compared with. */
    private static final Duration USUAL = Duration.ofDays(7);

    private final ReportHistory history;
    private final InstantSource clock;

    TrendApi(ReportHistory history, InstantSource clock) {
        this.history = history;
        this.clock = clock;
    }

    /** {@code by}, {@code step}, {@code since}, {@code until}, {@code host}, {@code client}, {@code outcome}, {@code limit}. */
    HttpResponse series(QueryParams parameters) throws BadParameterException {
        TrendParameters asked = TrendParameters.series(parameters, clock.instant());
        if (Duration.between(asked.since(), asked.until()).dividedBy(asked.step()) > MOST_POINTS) {
            throw new BadParameterException("step", "too many points", List.of("at most " + MOST_POINTS + " steps from since to until"));
        }
        Counts counts = history.counts(asked.query());
        Map<String, NavigableMap<Instant, Long>> byKey = new TreeMap<>();
        for (Count count : counts.counts()) {
            if (asked.outcome().filter(outcome -> !outcome.equals(count.outcome())).isEmpty()) {
                byKey.computeIfAbsent(count.key(), key -> new TreeMap<>()).merge(asked.stepOf(count.hour()), count.connections(), Long::sum);
            }
        }
        List<Map<String, Object>> series = new ArrayList<>();
        byKey.forEach((key, points) -> series.add(line(key, points)));
        series.sort(Comparator.comparingLong((Map<String, Object> line) -> (Long) line.get("connections")).reversed());
        Map<String, Object> answer = frame(asked, counts);
        answer.put("by", asked.query().by().code());
        answer.put("step_seconds", asked.step().toSeconds());
        answer.put("series", series);
        return Answers.ok(answer);
    }

    private static Map<String, Object> line(String key, NavigableMap<Instant, Long> points) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", key);
        line.put("connections", points.values().stream().mapToLong(Long::longValue).sum());
        line.put("points", points.entrySet().stream().map(point -> Map.of("at", point.getKey().toString(), "connections", point.getValue())).toList());
        return line;
    }

    HttpResponse hosts(QueryParams parameters) throws BadParameterException {
        return states("hosts", By.HOST, parameters);
    }

    HttpResponse clients(QueryParams parameters) throws BadParameterException {
        return states("clients", By.CLIENT, parameters);
    }

    private HttpResponse states(String name, By by, QueryParams parameters) throws BadParameterException {
        TrendParameters asked = TrendParameters.states(parameters, by, clock.instant());
        CountQuery query = asked.query();
        Counts counts = history.counts(query);
        Map<String, List<Count>> before = byKey(history.counts(
                new CountQuery(by, query.host(), query.client(), query.since().minus(USUAL), query.since().minus(Duration.ofHours(1)), CountQuery.MOST)));
        List<Map<String, Object>> states = new ArrayList<>();
        byKey(counts).forEach((key, its) -> states.add(state(by, key, its, before.getOrDefault(key, List.of()))));
        states.sort(Comparator.comparingLong((Map<String, Object> state) -> total(state.get("connections"))).reversed());
        Map<String, Object> answer = frame(asked, counts);
        answer.put(name, states);
        return Answers.ok(answer);
    }

    private static Map<String, List<Count>> byKey(Counts counts) {
        return counts.counts().stream().collect(Collectors.groupingBy(Count::key));
    }

    private static long total(Object connections) {
        return ((Map<?, ?>) connections).values().stream().mapToLong(value -> (Long) value).sum();
    }

    private static Map<String, Object> state(By by, String key, List<Count> counts, List<Count> before) {
        Map<String, Object> connections = new LinkedHashMap<>();
        connections.put("healthy", sum(counts, "success"));
        connections.put("failed", sum(counts, "failure"));
        connections.put("unknown", sum(counts, "unknown"));
        Map<String, Object> state = new LinkedHashMap<>();
        state.put(by.code(), key);
        Optional<Instant> failing = failingSince(counts);
        state.put("state", failing.isPresent() ? "failing" : sum(counts, "failure") > 0 ? "mixed" : "healthy");
        failing.ifPresent(since -> state.put("failing_since", since.toString()));
        state.put("connections", connections);
        share(counts).ifPresent(share -> state.put("failure_share", share));
        share(before).ifPresent(share -> state.put("usual_failure_share", share));
        return state;
    }

    private static long sum(List<Count> counts, String outcome) {
        return counts.stream().filter(count -> count.outcome().equals(outcome)).mapToLong(Count::connections).sum();
    }

    /** Of those connections that tell something. */
    private static Optional<Double> share(List<Count> counts) {
        long failed = sum(counts, "failure");
        long told = failed + sum(counts, "success");
        return told == 0 ? Optional.empty() : Optional.of(Math.round(1000.0 * failed / told) / 1000.0);
    }

    /** The first of the latest hours in which nothing but failures is known. */
    private static Optional<Instant> failingSince(List<Count> counts) {
        NavigableMap<Instant, List<Count>> hours = counts.stream().collect(Collectors.groupingBy(Count::hour, TreeMap::new, Collectors.toList()));
        Optional<Instant> since = Optional.empty();
        for (Map.Entry<Instant, List<Count>> hour : hours.descendingMap().entrySet()) {
            if (sum(hour.getValue(), "success") > 0) {
                break;
            }
            if (sum(hour.getValue(), "failure") > 0) {
                since = Optional.of(hour.getKey());
            }
        }
        return since;
    }

    private static Map<String, Object> frame(TrendParameters asked, Counts counts) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("since", asked.since().toString());
        answer.put("until", asked.until().toString());
        if (!counts.complete()) {
            answer.put("incomplete", true);
        }
        return answer;
    }
}
