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
final class AskedFailures {
    /** A connection that ends otherwise than it was decided is asked about once more. */
    private static final int MOST_TIMES = 2;

    private final Triage triage;
    private final int most;
    private final Counters counters;
    private final Map<String, AskedFailure> all = new LinkedHashMap<>();

    /**
     * One connection that is or was asked about.
     *
     * @param connection as it was last told
     * @param diagnosis what its own bytes, and other connections, say
     * @param asked the cause that was asked about
     * @param times how often
     * @param pending whether answers are to come
     * @param ended whether the connection has ended
     * @param answers so far
     */
    record AskedFailure(Connection connection, Diagnosis diagnosis, Cause asked, int times, boolean pending, boolean ended, List<ProbeAnswer> answers) {
        private AskedFailure told(Connection now, Diagnosis says, boolean over) {
            return new AskedFailure(now, says, asked, times, pending, over, answers);
        }

        private AskedFailure again(Cause cause) {
            return new AskedFailure(connection, diagnosis, cause, times + 1, true, ended, answers);
        }

        private AskedFailure answered(List<ProbeAnswer> more) {
            List<ProbeAnswer> together = new ArrayList<>(answers);
            together.addAll(more);
            return new AskedFailure(connection, diagnosis, asked, times, false, ended, List.copyOf(together));
        }
    }

    AskedFailures(Triage triage, ReportSettings settings, Counters counters) {
        this.triage = triage;
        this.most = settings.openConnections();
        this.counters = counters;
    }

    /** A failure was told: asks where it is worth it; true where answers are to come. */
    boolean consider(Connection connection, Diagnosis diagnosis, boolean ended) {
        String id = connection.id();
        AskedFailure known = all.get(id);
        AskedFailure told = known != null ? known.told(connection, diagnosis, ended)
                : new AskedFailure(connection, diagnosis, diagnosis.cause(), 0, false, ended, List.of());
        boolean worth = !told.pending() && told.times() < MOST_TIMES && (told.times() == 0 || told.asked() != diagnosis.cause());
        if (worth && known == null && !makeRoom()) {
            counters.boundHit("asked-failures");
        } else if (worth && triage.consider(connection, diagnosis)) {
            told = told.again(diagnosis.cause());
        }
        if (told.times() > 0) {
            all.put(id, told);
        }
        return told.pending();
    }

    /** A connection that is no failure was told: asks for its server's certificate where that is wanted; true where an answer is to come. */
    boolean considerCertificate(Connection connection, Diagnosis diagnosis, boolean ended, boolean wanted) {
        String id = connection.id();
        AskedFailure known = all.get(id);
        if (known != null) {
            all.put(id, known.told(connection, diagnosis, ended));
            return known.pending();
        }
        if (!wanted || !makeRoom() || !triage.askCertificate(connection, diagnosis)) {
            return false;
        }
        all.put(id, new AskedFailure(connection, diagnosis, diagnosis.cause(), 0, false, ended, List.of()).again(diagnosis.cause()));
        return true;
    }

    /** The end of a connection may have been lost on a busy day: the oldest open one goes, so that there is room again. */
    private boolean makeRoom() {
        if (all.size() < most) {
            return true;
        }
        Optional<String> oldest = all.values().stream().filter(failure -> !failure.ended()).findFirst().map(failure -> failure.connection().id());
        oldest.ifPresent(all::remove);
        return oldest.isPresent();
    }

    /** Answers came: what they are about, where that is still of interest. */
    Optional<AskedFailure> answered(String id, List<ProbeAnswer> answers) {
        AskedFailure known = all.get(id);
        if (known == null || !known.pending()) {
            return Optional.empty();
        }
        AskedFailure answered = known.answered(answers);
        if (answered.ended()) {
            all.remove(id);
        } else {
            all.put(id, answered);
        }
        return Optional.of(answered);
    }

    /** What has been answered about this connection so far. */
    List<ProbeAnswer> answers(String id) {
        AskedFailure known = all.get(id);
        return known == null ? List.of() : known.answers();
    }

    /** The connection is of no more interest. */
    void forget(String id) {
        all.remove(id);
    }

    /** No more answers are waited for: the connections that have ended and wait for one. */
    List<AskedFailure> giveUp() {
        List<AskedFailure> waiting = all.values().stream().filter(AskedFailure::ended).toList();
        all.clear();
        return waiting;
    }
}
