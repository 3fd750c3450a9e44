package io.helloscope.report;

import io.helloscope.diagnose.Diagnosis;
import io.helloscope.observe.Connection;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.verdict.Cause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Failures about which triage was asked, from the question to the end of their connection. Bounded: what does not fit is not asked about. */
final class Inquiries {
    /** A connection that ends otherwise than it was decided is asked about once more. */
    private static final int MOST_TIMES = 2;

    private final Triage triage;
    private final int most;
    private final Counters counters;
    private final Map<String, Inquiry> all = new LinkedHashMap<>();

    /**
     * One connection that is or was asked about.
     *
     * @param connection as it was last told
     * @param diagnosis what its own bytes, and other connections, say
     * @param asked the cause that was asked about
     * @param times how often
     * @param pending whether answers are to come
     * @param ended whether the connection has ended
     */
    record Inquiry(Connection connection, Diagnosis diagnosis, Cause asked, int times, boolean pending, boolean ended, List<ProbeAnswer> answers) {
        private Inquiry told(Connection now, Diagnosis says, boolean over) {
            return new Inquiry(now, says, asked, times, pending, over, answers);
        }

        private Inquiry again(Cause cause) {
            return new Inquiry(connection, diagnosis, cause, times + 1, true, ended, answers);
        }

        private Inquiry answered(List<ProbeAnswer> more) {
            List<ProbeAnswer> together = new ArrayList<>(answers);
            together.addAll(more);
            return new Inquiry(connection, diagnosis, asked, times, false, ended, List.copyOf(together));
        }
    }

    Inquiries(Triage triage, ReportSettings settings, Counters counters) {
        this.triage = triage;
        this.most = settings.openConnections();
        this.counters = counters;
    }

    /** A failure was told: asks where it is worth it; true where answers are to come. */
    boolean consider(Connection connection, Diagnosis diagnosis, boolean ended) {
        String id = connection.id();
        Inquiry known = all.get(id);
        Inquiry told = known != null ? known.told(connection, diagnosis, ended)
                : new Inquiry(connection, diagnosis, diagnosis.cause(), 0, false, ended, List.of());
        boolean worth = !told.pending() && told.times() < MOST_TIMES && (told.times() == 0 || told.asked() != diagnosis.cause());
        if (worth && known == null && all.size() >= most) {
            counters.boundHit("inquiries");
        } else if (worth && triage.consider(connection, diagnosis)) {
            told = told.again(diagnosis.cause());
        }
        if (told.times() > 0) {
            all.put(id, told);
        }
        return told.pending();
    }

    /** Answers came: what they are about, where that is still of interest. */
    Optional<Inquiry> answered(String id, List<ProbeAnswer> answers) {
        Inquiry known = all.get(id);
        if (known == null || !known.pending()) {
            return Optional.empty();
        }
        Inquiry answered = known.answered(answers);
        if (answered.ended()) {
            all.remove(id);
        } else {
            all.put(id, answered);
        }
        return Optional.of(answered);
    }

    /** What has been answered about this connection so far. */
    List<ProbeAnswer> answers(String id) {
        Inquiry known = all.get(id);
        return known == null ? List.of() : known.answers();
    }

    /** The connection is of no more interest. */
    void forget(String id) {
        all.remove(id);
    }

    /** No more answers are waited for: the connections that have ended and wait for one. */
    List<Inquiry> giveUp() {
        List<Inquiry> waiting = all.values().stream().filter(Inquiry::ended).toList();
        all.clear();
        return waiting;
    }
}
