package io.helloscope.store;

import io.helloscope.report.Counters;
import io.helloscope.store.Backlog.Batch;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: opens the database, writes what waits in batches, forgets what is old, and begins again with growing
 * pauses where something fails, which it tells once. Nobody waits for it.
 */
final class Recorder implements AutoCloseable {
    /** Rows of a transaction, at most. */
    static final int BATCH = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final long PERIOD_MILLIS = 200;
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final long CLOSE_SECONDS = 5;
    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final int SWEEP_ROWS = 5000;

    private final Database database;
    private final Backlog backlog;
    private final Retention retention;
    private final Counters counters;
    private final InstantSource clock;
    private final Writer writer = new Writer();
    private final Thread thread;
    private final AtomicReference<Exception> suspicion = new AtomicReference<>();
    private volatile Optional<Opened> opened = Optional.empty();
    private volatile Optional<Instant> failingSince = Optional.empty();
    private volatile long written;
    private volatile boolean closing;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private Instant sweepAt = Instant.MIN;
    private long sweepAfter;

    Recorder(Database database, Backlog backlog, Retention retention, Counters counters, InstantSource clock) {
        this.database = database;
        this.backlog = backlog;
        this.retention = retention;
        this.counters = counters;
        this.clock = clock;
        this.thread = new Thread(this::work, "history");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The database, where it is open just now. */
    Optional<Opened> opened() {
        return opened;
    }

    /** Since when nothing could be written, where that is so. */
    Optional<Instant> failingSince() {
        return failingSince;
    }

    /** Rows that were written since the start. */
    long written() {
        return written;
    }

    /** Somebody could not read: the database is opened afresh, or put aside where it is damaged. */
    void suspect(Exception failure) {
        if (suspicion.compareAndSet(null, failure)) {
            backlog.wake();
        }
    }

    private void work() {
        try {
            while (!closing || backlog.size() > 0) {
                if (!closing) {
                    backlog.await(PERIOD_MILLIS);
                }
                if (!turn() && !pause()) {
                    break;
                }
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } finally {
            shut();
        }
    }

    /** Does what there is to do; false where it failed. */
    private boolean turn() {
        try {
            Exception suspected = suspicion.getAndSet(null);
            if (suspected != null) {
                throw suspected;
            }
            Opened to = opened.isPresent() ? opened.get() : open();
            if (!database.present()) {
                throw new IOException("somebody took it away");
            }
            int rows;
            do {
                rows = writeBatch(to);
                // After each batch, so that no flood makes the database larger than it may be by much.
                sweep(to);
            } while (rows == BATCH);
            healed();
            return true;
        } catch (Exception failure) {
            failed(failure);
            return false;
        }
    }

    private Opened open() throws IOException, SQLException {
        Opened fresh = Opened.of(database);
        opened = Optional.of(fresh);
        return fresh;
    }

    private int writeBatch(Opened to) {
        Batch batch = backlog.take(BATCH);
        if (batch.isEmpty()) {
            return 0;
        }
        try {
            writer.write(to, batch);
        } catch (RuntimeException failure) {
            if (sql(failure).filter(database::refused).isEmpty()) {
                throw failure;
            }
            writePieces(to, batch);
        }
        written += batch.size();
        backlog.written();
        return Math.max(batch.changes().size(), batch.counts().size());
    }

    /** One row that the database will never take must not keep the others out. */
    private void writePieces(Opened to, Batch batch) {
        batch.changes().forEach((key, change) -> writePiece(to, new Batch(Map.of(key, change), Map.of())));
        if (!batch.counts().isEmpty()) {
            // Together, as what is written twice would count twice.
            writePiece(to, new Batch(Map.of(), batch.counts()));
        }
    }

    private void writePiece(Opened to, Batch piece) {
        try {
            writer.write(to, piece);
        } catch (RuntimeException failure) {
            if (sql(failure).filter(database::refused).isEmpty()) {
                throw failure;
            }
            counters.reportDropped();
            LOG.debug("The history takes no {}", piece, failure);
        }
    }

    private void sweep(Opened in) throws SQLException {
        Instant now = clock.instant();
        if (now.isBefore(sweepAt) && written < sweepAfter) {
            return;
        }
        boolean more = retention.sweep(in, now);
        in.jdbi().useHandle(database::shrink);
        sweepAt = more ? now : now.plus(SWEEP);
        sweepAfter = more ? written : written + SWEEP_ROWS;
    }

    private void healed() {
        pauseMillis = FIRST_PAUSE_MILLIS;
        failingSince.ifPresent(since -> {
            failingSince = Optional.empty();
            LOG.info("The history in {} is written again, after {} s", database.name(), Duration.between(since, clock.instant()).toSeconds());
        });
    }

    private void failed(Exception failure) {
        counters.historyFailed();
        shut();
        if (sql(failure).filter(database::damaged).isPresent()) {
            setAside(failure);
        } else {
            tell(failure);
        }
    }

    private void setAside(Exception failure) {
        try {
            LOG.warn("The history in {} is damaged ({}): it now lies in {}, and a new one is begun. Nothing else is affected",
                    database.name(), reason(failure), database.setAside());
            pauseMillis = 0;
        } catch (IOException stuck) {
            tell(stuck);
        }
    }

    private void tell(Exception failure) {
        LOG.debug("The history failed", failure);
        if (failingSince.isEmpty()) {
            failingSince = Optional.of(clock.instant());
            LOG.warn("The history in {} cannot be written or read: {}. Connections are not affected; the newest reports are in memory,"
                    + " and what waits is written when this is mended (told once)", database.name(), reason(failure));
        }
    }

    /** What went wrong, in the words of whom it went wrong for. */
    private static String reason(Exception failure) {
        Throwable cause = sql(failure).<Throwable>map(sql -> sql).orElse(failure);
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse(cause.getClass().getSimpleName());
    }

    private static Optional<SQLException> sql(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }

    /** Waits longer after each failure; false where there is no time left. */
    private boolean pause() throws InterruptedException {
        if (closing) {
            return false;
        }
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
        pauseMillis = Math.min(Math.max(pauseMillis * 2, FIRST_PAUSE_MILLIS), LONGEST_PAUSE_MILLIS);
        while (!closing && System.nanoTime() < until) {
            Thread.sleep(Math.min(50, Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()))));
        }
        return true;
    }

    private void shut() {
        opened.ifPresent(open -> open.connections().end());
        opened = Optional.empty();
    }

    /** Writes what waits, at most a few seconds long. */
    @Override
    public void close() {
        closing = true;
        backlog.wake();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }
}
