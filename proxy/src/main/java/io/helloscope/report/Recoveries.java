package io.helloscope.report;

import io.helloscope.observe.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Failures that a success of the same client may undo within seconds: browsers try https before http, race addresses and repeat
 * what was reset.
 */
final class Recoveries {
    private static final int MOST_FAILURES = 64;

    private final ReportSettings settings;
    private final Recent<Target, List<Failure>> failures;
    private final Recent<Target, Instant> successes;

    private record Failure(ConnectionReport report, Instant at) {
    }

    Recoveries(ReportSettings settings, Counters counters) {
        this.settings = settings;
        failures = new Recent<>(settings.openConnections(), "recoveries", counters);
        successes = new Recent<>(settings.openConnections(), "successes", counters);
    }

    void failed(Target target, ConnectionReport report, Instant now) {
        List<Failure> kept = failures.getOr(target, ArrayList::new);
        kept.removeIf(failure -> failure.at().plus(settings.recovery()).isBefore(now));
        if (kept.size() < MOST_FAILURES) {
            kept.add(new Failure(report, now));
        }
    }

    /** The failures that this success undoes. */
    List<ConnectionReport> worked(Target target, Instant now) {
        successes.put(target, now);
        Optional<List<Failure>> kept = failures.remove(target);
        return kept.map(all -> all.stream().filter(failure -> !failure.at().plus(settings.recovery()).isBefore(now))
                .map(Failure::report).toList()).orElse(List.of());
    }

    /** Whether the same was reached by a connection that came to its goal while this one was tried. */
    boolean workedLately(Target target, Connection failed, Instant now) {
        return successes.get(target).filter(at -> !at.isBefore(failed.openedAt()) && !at.plus(settings.recovery()).isBefore(now)).isPresent();
    }
}
