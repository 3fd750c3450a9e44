package io.helloscope.app;

import io.helloscope.capture.Capture;
import io.helloscope.capture.CapturedConnection;
import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Diagnosis;
import io.helloscope.diagnose.Trust;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.knowledge.KnowledgeTables;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.Counters;
import io.helloscope.report.ReportDesk;
import io.helloscope.report.ReportSettings;
import io.helloscope.report.ReportSink;
import io.helloscope.report.Triage;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * Captures through the same classifier and the same grouping as live tunnels. What a capture lacks makes its verdict unknown, never a
 * failure; what only packets tell is added.
 */
public final class CaptureAnalysis {
    private final Classifier classifier;
    private final CaptureLimits limits;
    private final PathVerdict path;
    private final ReportDesk desk;
    private final Capture capture;
    private Instant latest = Instant.EPOCH;
    private Instant ticked = Instant.EPOCH;

    /** An analysis of one capture, or of several in a row as if they were one. */
    public CaptureAnalysis(Knowledge knowledge, ReportSink sink) {
        classifier = new Classifier(knowledge, Trust.NONE);
        limits = new CaptureLimits(classifier);
        path = new PathVerdict(classifier);
        desk = new ReportDesk(classifier, knowledge, ReportSettings.DEFAULT, Triage.NONE, sink, NoCounters.INSTANCE);
        capture = new Capture(ObserverLimits.DEFAULT, this::judge);
    }

    /** The tables that the program came with. */
    public static Knowledge knowledge() {
        return KnowledgeTables.load();
    }

    /**
     * Reads the capture to its end.
     *
     * @return what is wrong with it after the packets that were read, where something is
     */
    public Optional<String> read(InputStream in) throws IOException {
        Optional<String> damage = capture.read(in);
        desk.flush(latest);
        return damage;
    }

    /** Nothing has come for a while: tells what has ended. From any thread. */
    public void idle() {
        capture.idle();
    }

    private void judge(CapturedConnection captured) {
        Instant now = captured.connection().ended() ? captured.connection().openedAt() : captured.until();
        Diagnosis diagnosis = path.apply(captured, classifier.diagnose(captured.connection(), now));
        if (captured.until().isAfter(latest)) {
            latest = captured.until();
        }
        if (latest.isAfter(ticked.plusSeconds(1))) {
            ticked = latest;
            desk.tick(latest);
        }
        desk.ended(captured.connection(), limits.apply(captured, diagnosis), latest);
    }
}
