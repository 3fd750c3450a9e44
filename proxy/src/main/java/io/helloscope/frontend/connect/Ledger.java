package io.helloscope.frontend.connect;

import io.helloscope.observe.Observation;
import io.helloscope.observe.Reach;
import io.helloscope.report.ConnectionSink;
import io.helloscope.report.Counters;
import io.helloscope.report.HttpExchange;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of what never became a tunnel. What anyone can cause at will is told a few times a second at most. Callable from any thread. */
public final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final int MOST_A_SECOND = 20;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final ConnectionSink sink;
    private final Counters counters;
    private long secondBegan = System.nanoTime();
    private int toldInSecond;

    /** A ledger that tells these. */
    public Ledger(ConnectionSink sink, Counters counters) {
        this.sink = sink;
        this.counters = counters;
    }

    /** What else is counted. */
    public Counters counters() {
        return counters;
    }

    /** It ended before a connection to the server stood. */
    public void ended(Asked asked, Reach reach) {
        ended(asked, reach, Observation.NONE);
    }

    /** It ended, after some of the client's bytes were looked at. */
    public void ended(Asked asked, Reach reach, Observation seen) {
        if (reach instanceof Reach.Refused refused && cheap(refused.refusal()) && !mayTell()) {
            counters.boundHit("refusal-reports");
            return;
        }
        shielded(to -> to.ended(asked.ended(reach, seen)));
    }

    /** A plain http exchange was answered by the server. */
    public void httpAnswered(HttpExchange exchange) {
        shielded(to -> to.httpAnswered(exchange));
    }

    private static boolean cheap(Reach.Refusal refusal) {
        return switch (refusal) {
            case OVERLOADED, BAD_REQUEST, CLIENT_DENIED, AUTHENTICATION_REQUIRED, TLS_TO_PROXY -> true;
            case DESTINATION_DENIED -> false;
        };
    }

    private synchronized boolean mayTell() {
        long now = System.nanoTime();
        if (now - secondBegan >= SECOND_NANOS) {
            secondBegan = now;
            toldInSecond = 0;
        }
        return toldInSecond++ < MOST_A_SECOND;
    }

    private void shielded(Consumer<ConnectionSink> told) {
        try {
            told.accept(sink);
        } catch (RuntimeException | Error failure) {
            LOG.error("A sink failed; the proxy goes on", failure);
        }
    }
}
