package io.helloscope.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: a whole number with its unit, such as 250ms, 10s, 5m, 2h or 7d. */
final class Durations {
    /** The form, in words. */
    static final String FORM = "a number with ms, s, m, h or d, such as 10s";

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of("ms", Duration.ofMillis(1), "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1), "d", Duration.ofDays(1));

    private Durations() {
    }

    /** What this means, where it has the form. */
    static Optional<Duration> read(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        return matcher.matches() ? Optional.of(UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)))) : Optional.empty();
    }

    /** The same written in the largest unit that needs no fraction; zero in seconds. */
    static String written(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        TreeMap<Duration, String> fitting = new TreeMap<>();
        UNITS.forEach((unit, length) -> {
            if (duration.toMillis() % length.toMillis() == 0) {
                fitting.put(length, unit);
            }
        });
        return duration.dividedBy(fitting.lastKey()) + fitting.lastEntry().getValue();
    }
}
