package io.helloscope.report;

import io.helloscope.diagnose.Diagnosis;
import io.helloscope.observe.Connection;
import io.helloscope.verdict.Phase;
import java.time.Duration;
import java.time.Instant;

/** When each client last reached its goal: a failure beside or before that did not matter. */
final class Successes {
    /** Tunnels that are opened within this time belong to one page load. */
    private static final Duration TOGETHER = Duration.ofSeconds(2);

    private final Recent<Target, Success> last;

    /**
     * A success.
     *
     * @param at when it was seen
     * @param openedAt when its tunnel was opened; {@link Instant#MIN} where it was no tunnel to the same port
     */
    private record Success(Instant at, Instant openedAt) {
    }

    Successes(ReportSettings settings, Counters counters) {
        last = new Recent<>(settings.openConnections(), "successes", counters);
    }

    /** A tunnel of this target carried data. */
    void tunnel(Target target, Instant openedAt, Instant now) {
        last.put(target, new Success(now, openedAt));
    }

    /** The target's host answered this client in another way than the one that was tried. */
    void otherwise(Target target, Instant now) {
        last.put(target, new Success(now, Instant.MIN));
    }

    /**
     * Whether a failure that is told now has been made good already: while it was tried, or by a tunnel that was opened with it. What
     * fails after its handshake fails late, and only a later success makes it good.
     */
    boolean undo(Target target, Connection failed, Diagnosis diagnosis) {
        return diagnosis.phase() != Phase.ESTABLISHED && last.get(target).filter(success -> !success.at().isBefore(failed.openedAt())
                || success.openedAt().isAfter(failed.openedAt().minus(TOGETHER))).isPresent();
    }
}
