package io.helloscope.journal;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.Counters;
import io.helloscope.report.ReportDocument;
import io.helloscope.report.ReportSink;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of report documents: one JSON line a connection, when it is concluded. Written by a thread of its own behind a bounded
 * queue; a full disk costs lines, never a tunnel, is told once, and heals by itself.
 */
public final class Journal implements ReportSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final int QUEUE = 4096;
    private static final long IDLE_MILLIS = 500;
    /** After lines have been written: those that come meanwhile cost one awakening and one write together. */
    private static final long PAUSE_MILLIS = 50;
    private static final long STOP_MILLIS = 5000;

    private final ObjectMapper json = new ObjectMapper();
    private final BlockingQueue<ConnectionReport> queue = new ArrayBlockingQueue<>(QUEUE);
    private final JournalSettings settings;
    private final RotatingFile file;
    private final Counters counters;
    private final InstantSource clock;
    private final Thread thread;
    private boolean failing;
    private volatile boolean closing;

    /** A journal that writes nothing before {@link #start()}. */
    public Journal(JournalSettings settings, Counters counters, InstantSource clock) {
        this.settings = settings;
        this.file = new RotatingFile(settings);
        this.counters = counters;
        this.clock = clock;
        this.thread = new Thread(this::work, "journal");
        thread.setDaemon(true);
    }

    /** Begins to write. */
    public void start() {
        thread.start();
    }

    @Override
    public void concluded(ConnectionReport report) {
        if (closing || !queue.offer(report)) {
            counters.reportDropped();
        }
    }

    private void work() {
        List<ConnectionReport> batch = new ArrayList<>();
        while (!closing || !queue.isEmpty()) {
            try {
                ConnectionReport first = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    write(first);
                    queue.drainTo(batch);
                    batch.forEach(this::write);
                    batch.clear();
                    flush();
                    Thread.sleep(PAUSE_MILLIS);
                }
            } catch (InterruptedException ending) {
                closing = true;
            }
        }
        flush();
        file.abandon();
    }

    private void write(ConnectionReport report) {
        try {
            file.line(json.writeValueAsBytes(ReportDocument.of(report)), clock.instant());
        } catch (IOException | RuntimeException broken) {
            counters.reportDropped();
            failed(broken);
        }
    }

    private void flush() {
        try {
            if (file.flush() && failing) {
                failing = false;
                LOG.info("The journal in {} is written again", settings.folder());
            }
        } catch (IOException broken) {
            failed(broken);
        }
    }

    private void failed(Exception broken) {
        for (int lost = file.abandon(); lost > 0; lost--) {
            counters.reportDropped();
        }
        if (!failing) {
            failing = true;
            LOG.warn("The journal in {} cannot be written ({}): its lines are lost until that is mended, tunnels go on",
                    settings.folder(), broken.toString());
        }
    }

    /** Writes what is in the queue, at most a few seconds long. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }
}
