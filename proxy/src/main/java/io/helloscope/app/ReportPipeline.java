package io.helloscope.app;

import io.helloscope.observe.Connection;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.report.ConnectionSink;
import io.helloscope.report.Counters;
import io.helloscope.report.HttpExchange;
import io.helloscope.report.ReportDesk;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries what the event loops saw to the one thread that judges it, through a bounded queue: what does not fit is counted, and
 * no event loop ever waits.
 */
final class ReportPipeline implements ConnectionSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReportPipeline.class);
    private static final Duration TICK = Duration.ofMillis(250);
    /** After what was there has been judged: waking the thread for each connection of a busy time costs more than judging it. */
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final BlockingQueue<Step> queue;
    private final ReportDesk desk;
    private final Counters counters;
    private final InstantSource clock;
    private final Thread thread;
    private boolean bugTold;
    private volatile boolean closing;

    /** One thing to do on the desk's thread. */
    private interface Step {
        void on(ReportDesk desk, Instant now);
    }

    /**
     * A pipeline that waits for its start.
     *
     * @param desk built for this pipeline, to which its triage answers
     */
    ReportPipeline(Function<ConnectionSink, ReportDesk> desk, Counters counters, InstantSource clock, int capacity) {
        this.counters = counters;
        this.clock = clock;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.desk = desk.apply(this);
        this.thread = new Thread(this::work, "reports");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void decided(Connection connection) {
        offer((to, now) -> to.decided(connection, now));
    }

    @Override
    public void ended(Connection connection) {
        offer((to, now) -> to.ended(connection, now));
    }

    @Override
    public void httpAnswered(HttpExchange exchange) {
        offer((to, now) -> to.httpAnswered(exchange, now));
    }

    @Override
    public void triaged(String connectionId, List<ProbeAnswer> answers) {
        offer((to, now) -> to.triaged(connectionId, answers, now));
    }

    private void offer(Step step) {
        if (!queue.offer(step)) {
            counters.reportDropped();
        }
    }

    private void work() {
        Instant ticked = clock.instant();
        List<Step> batch = new ArrayList<>();
        while (!closing || !queue.isEmpty()) {
            try {
                Step first = queue.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    attempt(first);
                    queue.drainTo(batch);
                    batch.forEach(this::attempt);
                    batch.clear();
                    Thread.sleep(PAUSE.toMillis());
                }
                if (Duration.between(ticked, clock.instant()).compareTo(TICK) >= 0) {
                    ticked = clock.instant();
                    attempt(ReportDesk::tick);
                }
            } catch (InterruptedException ending) {
                closing = true;
            }
        }
        attempt((to, now) -> to.flush(now));
    }

    /** A fault in judging one connection costs that report and nothing else. */
    private void attempt(Step step) {
        try {
            step.on(desk, clock.instant());
        } catch (RuntimeException bug) {
            counters.reportDropped();
            if (!bugTold) {
                bugTold = true;
                LOG.error("A report could not be made; this is a bug of Helloscope (told once, counted always)", bug);
            }
        }
    }

    /** Judges what is still in the queue, at most a few seconds long. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }
}
