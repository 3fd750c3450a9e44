package io.helloscope.probe.triage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.helloscope.diagnose.Diagnosis;
import io.helloscope.diagnose.TriagePlan;
import io.helloscope.observe.Connection;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.observe.Reach;
import io.helloscope.probe.Probe;
import io.helloscope.probe.ProbeTarget;
import io.helloscope.report.ConnectionSink;
import io.helloscope.report.Counters;
import io.helloscope.report.Triage;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Carries out the plans: once for each kind of failure, which later failures of the kind share, within the allowance, so many
 * connections at a time. The host was asked for by a client just now, and is reached on the client's way.
 *
 * <pre>
 *   consider --> answers remembered ----------------------------------> triaged
 *       |------> being asked already: waits with the others -------------|
 *       '------> Inquest --> round of questions --> answers --> next round or done
 * </pre>
 *
 * Callable from any thread; what is shared is guarded by this object's lock, under which nothing is waited for.
 */
public final class TriageDesk implements Triage {
    /** Kinds of failures whose answers are kept. */
    private static final int MOST_REMEMBERED = 2_000;
    /** Connections that wait for the answers of one inquest; later ones are not triaged. */
    private static final int MOST_WAITING = 1_000;
    private static final int MOST_INQUESTS = 256;

    private final Probe probe;
    private final TriageSettings settings;
    private final ConnectionSink sink;
    private final Counters counters;
    private final Ticker ticker;
    private final Allowance allowance;
    private final Cache<Kind, List<ProbeAnswer>> remembered;
    private final Map<Kind, Inquest> running = new HashMap<>();
    private final Queue<Ask> queue = new ArrayDeque<>();
    private int asking;

    /** A question that has its turn when a connection is free. */
    private record Ask(Inquest inquest, int place, Question question) {
    }

    /**
     * One that has asked nothing yet.
     *
     * @param probe asks
     * @param sink is told the answers
     */
    public TriageDesk(Probe probe, TriageSettings settings, ConnectionSink sink, Counters counters) {
        this(probe, settings, sink, counters, Ticker.systemTicker());
    }

    TriageDesk(Probe probe, TriageSettings settings, ConnectionSink sink, Counters counters, Ticker ticker) {
        this.probe = probe;
        this.settings = settings;
        this.sink = sink;
        this.counters = counters;
        this.ticker = ticker;
        this.allowance = new Allowance(settings, ticker);
        this.remembered = Caffeine.newBuilder().ticker(ticker).expireAfterWrite(settings.remember()).maximumSize(MOST_REMEMBERED)
                .executor(Runnable::run).build();
    }

    @Override
    public boolean consider(Connection connection, Diagnosis diagnosis) {
        return mayAsk(connection) && consider(connection, diagnosis, () -> TriagePlan.next(connection, diagnosis, List.of()));
    }

    @Override
    public boolean askCertificate(Connection connection, Diagnosis diagnosis) {
        return mayAsk(connection) && consider(connection, diagnosis, () -> List.of(new Question.Certificate()));
    }

    private boolean mayAsk(Connection connection) {
        return settings.enabled() && settings.except().stream().noneMatch(host -> host.matches(connection.destination().host()));
    }

    private boolean consider(Connection connection, Diagnosis diagnosis, Supplier<List<Question>> plan) {
        Kind kind = Kind.of(connection, diagnosis);
        List<ProbeAnswer> known = remembered.getIfPresent(kind);
        if (known != null) {
            sink.triaged(connection.id(), known);
            return true;
        }
        List<Question> first = plan.get();
        return !first.isEmpty() && join(kind, connection, diagnosis, first);
    }

    private synchronized boolean join(Kind kind, Connection connection, Diagnosis diagnosis, List<Question> first) {
        Inquest known = running.get(kind);
        if (known != null) {
            return known.waiting().size() < MOST_WAITING ? known.waiting().add(connection.id()) : refused("triage-waiting");
        }
        if (running.size() >= MOST_INQUESTS) {
            return refused("triage-inquests");
        }
        if (!allowance.left(kind.destination().host())) {
            return refused("triage-questions");
        }
        Optional<Reach.Connected> way = connection.reach() instanceof Reach.Connected connected ? Optional.of(connected) : Optional.empty();
        ProbeTarget target = new ProbeTarget(connection.destination(), way, connection.observation().clientHello());
        Inquest inquest = new Inquest(kind, connection, diagnosis, target, ticker.read() + settings.deadline().toNanos());
        inquest.waiting().add(connection.id());
        running.put(kind, inquest);
        ask(inquest, first);
        return true;
    }

    private boolean refused(String bound) {
        counters.boundHit(bound);
        return false;
    }

    private void ask(Inquest inquest, List<Question> questions) {
        String host = inquest.kind().destination().host();
        List<Question> allowed = questions.stream().filter(question -> allowance.take(host)).toList();
        if (allowed.size() < questions.size()) {
            counters.boundHit("triage-questions");
        }
        if (allowed.isEmpty()) {
            done(inquest);
            return;
        }
        inquest.begin(allowed.size());
        for (int i = 0; i < allowed.size(); i++) {
            queue.add(new Ask(inquest, i, allowed.get(i)));
        }
        turn();
    }

    /** Asks what waits in the queue, as far as connections are free. */
    private void turn() {
        while (asking < settings.parallel() && !queue.isEmpty()) {
            Ask next = queue.remove();
            asking++;
            probe.ask(next.question(), next.inquest().target()).addListener(
                    future -> answered(next, future.isSuccess() ? Optional.of((ProbeAnswer) future.getNow()) : Optional.empty()));
        }
    }

    private synchronized void answered(Ask ask, Optional<ProbeAnswer> answer) {
        asking--;
        Inquest inquest = ask.inquest();
        if (inquest.take(ask.place(), answer)) {
            List<Question> next = ticker.read() - inquest.deadline() < 0 ? inquest.next() : List.of();
            if (next.isEmpty()) {
                done(inquest);
            } else {
                ask(inquest, next);
            }
        }
        turn();
    }

    private void done(Inquest inquest) {
        running.remove(inquest.kind());
        remembered.put(inquest.kind(), inquest.answers());
        inquest.waiting().forEach(id -> sink.triaged(id, inquest.answers()));
    }
}
