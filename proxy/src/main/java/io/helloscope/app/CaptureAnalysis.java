package io.helloscope.app;

import io.helloscope.capture.Capture;
import io.helloscope.capture.CapturedConnection;
import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Diagnosis;
import io.helloscope.diagnose.Trust;
import io.helloscope.knowledge.KnowledgeTables;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.verdict.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/** Captures through the same classifier as live tunnels. What a capture lacks makes its verdict unknown, never a failure. */
public final class CaptureAnalysis {
    private final Classifier classifier = new Classifier(KnowledgeTables.load(), Trust.NONE);

    /**
     * Reads one capture to its end.
     *
     * @return what is wrong with the file after the packets that were read, where something is
     */
    public Optional<String> read(InputStream in, Consumer<ConnectionReport> receiver) throws IOException {
        return Capture.read(in, ObserverLimits.DEFAULT, captured -> receiver.accept(report(captured)));
    }

    private ConnectionReport report(CapturedConnection captured) {
        Diagnosis diagnosis = classifier.diagnose(captured.connection(), captured.connection().openedAt());
        boolean whole = !captured.startMissing() && !captured.bytesMissing() && !captured.oneDirection() && captured.connection().ended();
        Outcome outcome = diagnosis.failure() && whole ? Outcome.FAILURE : diagnosis.cause() == Cause.ESTABLISHED ? Outcome.SUCCESS : Outcome.UNKNOWN;
        return ConnectionReport.of(captured.connection(), diagnosis, outcome, true);
    }
}
