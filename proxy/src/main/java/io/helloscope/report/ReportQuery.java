package io.helloscope.report;

import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import java.time.Instant;
import java.util.Optional;

/**
 * Which reports or incidents, newest first.
 *
 * @param host exact name, lower case
 * @param client exact address
 * @param since not before; an incident counts where it lasted until then
 * @param until not after; an incident counts where it had begun by then
 * @param limit 1..1000
 * @param cursor the {@code next} of the page before
 */
public record ReportQuery(Optional<String> host, Optional<String> client, Optional<Cause> cause, Optional<Phase> phase,
        Optional<Party> party, Optional<Instant> since, Optional<Instant> until, int limit, Optional<String> cursor) {
    /** Items of a page, at most. */
    public static final int MOST = 1000;

    public ReportQuery {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 1.." + MOST + ")");
        }
    }

    /** Everything, the newest first. */
    public static ReportQuery newest(int limit) {
        return new ReportQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), limit, Optional.empty());
    }
}
