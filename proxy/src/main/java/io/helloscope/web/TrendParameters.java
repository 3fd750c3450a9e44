package io.helloscope.web;

import com.linecorp.armeria.common.QueryParams;
import io.helloscope.report.CountQuery;
import io.helloscope.report.CountQuery.By;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked of the counts.
 *
 * @param step of a series, in whole hours
 * @param outcome only connections of this one
 */
record TrendParameters(CountQuery query, Duration step, Optional<String> outcome) {
    private static final Map<String, Duration> STEPS = steps();
    private static final List<String> OUTCOMES = List.of("success", "failure", "unknown");
    private static final Duration USUAL_SPAN = Duration.ofDays(1);
    private static final Duration LONGEST_SPAN = Duration.ofDays(366);
    private static final int USUAL_KEYS = 50;

    private static Map<String, Duration> steps() {
        Map<String, Duration> steps = new LinkedHashMap<>();
        for (int hours : new int[] {1, 3, 6, 12}) {
            steps.put(hours + "h", Duration.ofHours(hours));
        }
        steps.put("1d", Duration.ofDays(1));
        steps.put("7d", Duration.ofDays(7));
        return steps;
    }

    static TrendParameters series(QueryParams query, Instant now) throws BadParameterException {
        Parameters.known(query, List.of("by", "step", "since", "until", "host", "client", "outcome", "limit"));
        Parameters p = new Parameters(query);
        By by = p.word("by", By.values(), By::code).orElse(By.CAUSE);
        String step = p.word("step", STEPS.keySet().toArray(String[]::new), word -> word).orElse("1h");
        return new TrendParameters(counts(p, by, now), STEPS.get(step), p.word("outcome", OUTCOMES.toArray(String[]::new), word -> word));
    }

    static TrendParameters states(QueryParams query, By by, Instant now) throws BadParameterException {
        Parameters.known(query, List.of("since", "until", "host", "client", "limit"));
        return new TrendParameters(counts(new Parameters(query), by, now), Duration.ofHours(1), Optional.empty());
    }

    private static CountQuery counts(Parameters p, By by, Instant now) throws BadParameterException {
        Instant until = p.time("until").orElse(now);
        Instant since = p.time("since").orElse(until.minus(USUAL_SPAN));
        if (since.isAfter(until) || since.plus(LONGEST_SPAN).isBefore(until)) {
            throw new BadParameterException("since", "no usable time", List.of("before until, and at most " + LONGEST_SPAN.toDays() + " days before it"));
        }
        return new CountQuery(by, p.host(), p.client(), since.truncatedTo(ChronoUnit.HOURS), until, p.limit(USUAL_KEYS));
    }

    Instant since() {
        return query.since();
    }

    Instant until() {
        return query.until();
    }

    /** The beginning of the step that this hour lies in. */
    Instant stepOf(Instant hour) {
        long seconds = step.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(hour.getEpochSecond(), seconds) * seconds);
    }
}
