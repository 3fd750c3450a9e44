package io.helloscope.app;

import io.helloscope.capture.CapturedConnection;
import io.helloscope.capture.QuicFacts;
import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Diagnosis;
import io.helloscope.observe.Direction;
import io.helloscope.observe.Observation;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.Stage;
import io.helloscope.observe.StreamKind;
import io.helloscope.report.Escape;
import io.helloscope.tls.Alert;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Evidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Phase;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes back what a diagnosis says where the capture does not hold what it rests on, and says what is missing. */
final class CaptureLimits {
    private static final Set<Cause> SILENCE = EnumSet.of(Cause.NO_ANSWER_TO_HELLO, Cause.STALLED_DURING_HANDSHAKE, Cause.CLIENT_CANCELLED,
            Cause.CLIENT_CLOSED_DURING_HANDSHAKE, Cause.CLIENT_SENT_NOTHING);

    private static final int TEXT = 200;

    private final Classifier classifier;

    CaptureLimits(Classifier classifier) {
        this.classifier = classifier;
    }

    Diagnosis apply(CapturedConnection captured, Diagnosis diagnosis) {
        if (captured.quic().isPresent()) {
            return quic(captured, captured.quic().get(), diagnosis);
        }
        return cannotTell(captured, diagnosis) ? classifier.describe(Cause.CAPTURE_INCOMPLETE, Confidence.CERTAIN, missing(captured)) : diagnosis;
    }

    /** Of QUIC only the first packets can be read: an alert in them stands for itself, and what goes both ways behind them says that it works. */
    private Diagnosis quic(CapturedConnection captured, QuicFacts quic, Diagnosis diagnosis) {
        List<Evidence> evidence = new ArrayList<>();
        boolean alerted = captured.connection().observation().alerts().stream().flatMap(alert -> alert.alert().stream()).anyMatch(Alert::fatal);
        if (quic.dataBothWays() && !alerted) {
            evidence.add(new Evidence(EvidenceSource.PACKETS, quic.version() + ": packets with the keys of a finished handshake went both ways."));
            return classifier.describe(Cause.ESTABLISHED, Confidence.CERTAIN, evidence);
        }
        if (!quic.close().isEmpty()) {
            evidence.add(new Evidence(EvidenceSource.PACKETS, "The connection was closed with " + Escape.text(quic.close(), TEXT) + "."));
        }
        if (!quic.offeredByServer().isEmpty()) {
            evidence.add(new Evidence(EvidenceSource.PACKETS, "The client speaks " + quic.version() + ", the server offered "
                    + String.join(", ", quic.offeredByServer()) + "."));
        }
        evidence.add(new Evidence(EvidenceSource.PACKETS, quic.version() + ": only its first packets can be read."));
        boolean failed = diagnosis.failure() && alerted;
        if (!failed) {
            evidence.addAll(missing(captured));
            return classifier.describe(Cause.CAPTURE_INCOMPLETE, Confidence.CERTAIN, evidence);
        }
        return diagnosis.withMore(evidence);
    }

    private static boolean cannotTell(CapturedConnection captured, Diagnosis diagnosis) {
        Observation seen = captured.connection().observation();
        if (captured.oneDirection()) {
            return true;
        }
        boolean plain = seen.clientKind() == StreamKind.NOT_TLS || seen.serverKind() == StreamKind.NOT_TLS;
        if (captured.startMissing() && seen.clientHello().isEmpty() && !plain) {
            return seen.alerts().stream().flatMap(alert -> alert.alert().stream()).noneMatch(Alert::fatal);
        }
        if (diagnosis.cause() == Cause.ESTABLISHED) {
            return diagnosis.confidence() == Confidence.POSSIBLE;
        }
        if (!captured.connection().ended() && SILENCE.contains(diagnosis.cause())) {
            return !isSilenceOfTheServer(captured, diagnosis);
        }
        return captured.bytesMissing() && restsOnWhatIsMissing(seen, diagnosis);
    }

    /**
     * Captures are often cut to what somebody thought to be of interest: that nothing more of a connection is there does not mean that
     * nothing came. A hello that was acknowledged, or sent again, does.
     */
    private static boolean isSilenceOfTheServer(CapturedConnection captured, Diagnosis diagnosis) {
        return diagnosis.cause() == Cause.NO_ANSWER_TO_HELLO
                && (captured.path().helloRepeats() > 0 || captured.path().acknowledgedFromClient() > 0);
    }

    /** A fatal alert that was read and a certificate that was seen stand for themselves; who left when does not where packets are missing. */
    private static boolean restsOnWhatIsMissing(Observation seen, Diagnosis diagnosis) {
        boolean said = seen.alerts().stream().map(SeenAlert::alert).flatMap(Optional::stream).anyMatch(Alert::fatal);
        boolean shown = diagnosis.phase() == Phase.CERTIFICATE && diagnosis.confidence() == Confidence.CERTAIN;
        boolean plainAnswer = seen.serverKind() == StreamKind.NOT_TLS && diagnosis.confidence() == Confidence.CERTAIN;
        return !said && !shown && !plainAnswer && diagnosis.phase() != Phase.NETWORK;
    }

    private static List<Evidence> missing(CapturedConnection captured) {
        Observation seen = captured.connection().observation();
        List<String> lacking = new ArrayList<>();
        if (captured.oneDirection()) {
            lacking.add("Only packets of the %s are in the capture.".formatted(
                    seen.bytesFromClient() > 0 || seen.bytesFromServer() == 0 ? Direction.CLIENT.code() : Direction.SERVER.code()));
        }
        if (captured.startMissing() && seen.clientHello().isEmpty()) {
            lacking.add("The capture begins after the connection did; the client's hello is not in it.");
        }
        if (captured.bytesMissing()) {
            lacking.add("Packets of this connection, or parts of them, are missing from the capture.");
        }
        if (lacking.isEmpty()) {
            lacking.add(captured.connection().ended() ? "What the capture holds of this connection does not tell how it went."
                    : "The capture ends, or this connection was silent, before it was decided: the last that was seen is %s."
                            .formatted(stage(seen.stage())));
        }
        return lacking.stream().map(text -> new Evidence(EvidenceSource.CAPTURE, text)).toList();
    }

    private static String stage(Stage stage) {
        return switch (stage) {
            case NOTHING -> "an open connection without a byte";
            case HELLO_PARTIAL -> "a part of the client's hello";
            case HELLO -> "the client's hello";
            case SERVER_HELLO_PARTIAL -> "a part of the server's hello";
            case SERVER_HELLO -> "the server's hello";
            case SERVER_FLIGHT -> "the server's part of the handshake";
            case CLIENT_FINISHED -> "the client's Finished";
            case ESTABLISHED, DATA -> "a finished handshake";
        };
    }
}
