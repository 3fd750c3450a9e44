package io.helloscope.diagnose;

import io.helloscope.observe.CloseKind;
import io.helloscope.observe.End;
import io.helloscope.observe.HelloDelivery;
import io.helloscope.observe.Observation;
import io.helloscope.observe.Stage;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Party;
import java.util.Optional;
import java.util.OptionalLong;

/** Nobody said why: who left first, how and when. The last rule; it always finds something. */
final class CloseRules implements Rule {
    private final CertificateRules certificates;

    CloseRules(CertificateRules certificates) {
        this.certificates = certificates;
    }

    @Override
    public Optional<Finding> look(Case seen) {
        return Optional.of(switch (seen.stage()) {
            case NOTHING -> nothing(seen);
            case HELLO_PARTIAL, HELLO -> unanswered(seen);
            default -> during(seen);
        });
    }

    private static Finding nothing(Case seen) {
        if (seen.serverEndedFirst()) {
            boolean reset = seen.firstEnd().filter(end -> end.kind() == CloseKind.RESET).isPresent();
            return Finding.certain(reset ? Cause.RESET_BEFORE_HELLO : Cause.CLOSED_BEFORE_HELLO).with(EvidenceSource.CLOSE,
                    "The server " + seen.firstEnd().map(Words::end).orElse("left") + " before the client had said anything.");
        }
        return Finding.certain(Cause.CLIENT_SENT_NOTHING).with(EvidenceSource.CLOSE, "The client opened a tunnel and sent nothing through it.");
    }

    /** The hello, or a part of it, was sent and the ServerHello did not come. */
    static Finding unanswered(Case seen) {
        String hello = seen.stage() == Stage.HELLO_PARTIAL ? "a part of the client's hello" : "the client's hello";
        Optional<End> first = seen.firstEnd();
        if (seen.serverEndedFirst()) {
            boolean reset = first.filter(end -> end.kind() == CloseKind.RESET).isPresent();
            return byDelivery(seen, Finding.certain(reset ? Cause.RESET_AFTER_HELLO : Cause.CLOSED_AFTER_HELLO).with(EvidenceSource.CLOSE,
                    "The server " + first.map(Words::end).orElse("left") + " " + Words.after(seen.waited()) + " after " + hello + ", without a word."), false);
        }
        if (seen.endedByUs() || !seen.ended()) {
            Finding finding = Finding.of(Cause.NO_ANSWER_TO_HELLO, seen.ended() ? Confidence.CERTAIN : Confidence.POSSIBLE)
                    .with(EvidenceSource.TIMING, "Nothing came back to " + hello + " within " + Words.after(seen.waited()) + ".");
            return byDelivery(seen, finding, true);
        }
        String left = "The client left " + Words.after(seen.waited()) + " after its hello; nothing had come back.";
        if (seen.waitedLong()) {
            return byDelivery(seen, Finding.certain(Cause.NO_ANSWER_TO_HELLO).with(EvidenceSource.TIMING, left), true);
        }
        return Finding.likely(Cause.CLIENT_CANCELLED).with(EvidenceSource.TIMING, left);
    }

    /** Who is to blame for silence, by what TCP told of the hello's way. */
    private static Finding byDelivery(Case seen, Finding finding, boolean silence) {
        Optional<HelloDelivery> delivery = seen.connection().unacknowledged();
        if (delivery.isEmpty()) {
            return silence ? finding.by(Party.UNKNOWN) : finding;
        }
        return switch (delivery.get()) {
            case ACKNOWLEDGED -> finding.by(Party.SERVER).with(EvidenceSource.CONNECT, "The server's host has acknowledged every byte of the hello.");
            case PARTLY -> finding.by(Party.NETWORK).with(EvidenceSource.CONNECT,
                    "The first bytes of the hello were acknowledged and the rest was not: full-size packets may get lost on the path.");
            case NONE -> finding.by(Party.NETWORK).with(EvidenceSource.CONNECT, "No byte of the hello was acknowledged.");
        };
    }

    /** The ServerHello, or a part of it, came, and the handshake was not done. */
    private Finding during(Case seen) {
        if (seen.serverEndedFirst()) {
            boolean reset = seen.firstEnd().filter(end -> end.kind() == CloseKind.RESET).isPresent();
            return Finding.certain(reset ? Cause.RESET_DURING_HANDSHAKE : Cause.CLOSED_DURING_HANDSHAKE).with(EvidenceSource.CLOSE,
                    "The server " + seen.firstEnd().map(Words::end).orElse("left") + " " + Words.stage(seen.stage()) + ", before the handshake was done.");
        }
        OptionalLong silent = silence(seen);
        boolean stalled = silent.isPresent() && silent.getAsLong() >= seen.patience().toNanos();
        boolean serversTurn = seen.before(Stage.SERVER_FLIGHT) || seen.stage() == Stage.CLIENT_FINISHED;
        if (serversTurn && (stalled || seen.endedByUs())) {
            return Finding.certain(Cause.STALLED_DURING_HANDSHAKE).with(EvidenceSource.TIMING,
                    "The server was silent for " + Words.after(silent) + " " + Words.stage(seen.stage()) + ".");
        }
        return left(seen, stalled);
    }

    private Finding left(Case seen, boolean stalled) {
        String how = "The client " + seen.firstEnd().map(Words::end).orElse("is waiting") + " " + Words.stage(seen.stage()) + ", without an alert.";
        if (seen.reached(Stage.SERVER_FLIGHT) && seen.ended()) {
            Optional<Finding> wrong = certificates.whatIsWrong(seen, Optional.empty(), Confidence.LIKELY);
            if (wrong.isPresent()) {
                return wrong.get().with(EvidenceSource.CLOSE, how);
            }
        }
        return Finding.likely(stalled || seen.waitedLong() ? Cause.CLIENT_CLOSED_DURING_HANDSHAKE : Cause.CLIENT_CANCELLED).with(EvidenceSource.CLOSE, how);
    }

    /** From the server's last byte to the first end. */
    private static OptionalLong silence(Case seen) {
        Observation observation = seen.observation();
        OptionalLong last = observation.times().lastFromServer();
        OptionalLong end = seen.firstEnd().map(e -> OptionalLong.of(e.nanos())).orElseGet(() -> seen.connection().endedNanos());
        return last.isPresent() && end.isPresent() ? OptionalLong.of(Math.max(0, end.getAsLong() - last.getAsLong())) : OptionalLong.empty();
    }
}
