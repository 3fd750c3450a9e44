package io.helloscope.probe.triage;

import io.helloscope.dial.HostPattern;
import java.time.Duration;
import java.util.List;

/**
 * Whether and how this program asks a server again after a failure.
 *
 * @param enabled whether it asks at all
 * @param except hosts that are never asked
 * @param questionsPerHost one host, whatever its ports, is asked at most so often a minute; 1..10,000
 * @param questions all hosts together are asked at most so often a minute; 1..100,000
 * @param parallel connections that ask at the same time, at most; 1..256
 * @param deadline no further question is asked so long after the first; 500 ms..1 min
 * @param remember so long the answers also serve later failures of the same kind; 1 s..1 day
 */
public record TriageSettings(boolean enabled, List<HostPattern> except, int questionsPerHost, int questions, int parallel, Duration deadline,
        Duration remember) {
    /** What is used where the settings say nothing. */
    public static final TriageSettings DEFAULT =
            new TriageSettings(true, List.of(), 120, 1_200, 16, Duration.ofSeconds(4), Duration.ofMinutes(2));

    public TriageSettings {
        except = List.copyOf(except);
        between("questions-per-host", questionsPerHost, 1, 10_000);
        between("questions", questions, 1, 100_000);
        between("parallel", parallel, 1, 256);
        between("deadline", deadline, Duration.ofMillis(500), Duration.ofMinutes(1));
        between("remember", remember, Duration.ofSeconds(1), Duration.ofDays(1));
    }

    /** The same, switched on or off. */
    public TriageSettings withEnabled(boolean on) {
        return new TriageSettings(on, except, questionsPerHost, questions, parallel, deadline, remember);
    }

    private static <T extends Comparable<T>> void between(String key, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: " + least + ".." + most + ")");
        }
    }
}
