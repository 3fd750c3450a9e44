package io.helloscope.diagnose;

import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.observe.HelloDelivery;
import io.helloscope.observe.Observation;
import io.helloscope.observe.Stage;
import io.helloscope.observe.StreamKind;
import io.helloscope.tls.Alert;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Party;
import java.time.Duration;
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
        boolean cutShort = seen.firstEnd().isEmpty() && seen.observation().bytesFromClient() > 0 && !seen.isLong(seen.since(lastByte(seen)));
        if (cutShort) {
            return Optional.of(Finding.possible(Cause.ESTABLISHED).with(EvidenceSource.TIMING,
                    "Nobody has left, and nobody has been silent for long: what was seen ends too early to tell."));
        }
        return Optional.of(switch (seen.stage()) {
            case NOTHING -> seen.observation().clientKind() == StreamKind.UNDECIDED ? partialHello(seen) : nothing(seen);
            case HELLO_PARTIAL -> partialHello(seen);
            case HELLO -> unanswered(seen);
            default -> during(seen);
        });
    }

    private static Finding nothing(Case seen) {
        if (seen.observation().bytesFromClient() > 0) {
            // Bytes passed that nobody looked at: nothing speaks against the connection.
            return Finding.possible(Cause.ESTABLISHED);
        }
        Duration stayed = seen.since(OptionalLong.of(seen.connection().openedNanos()));
        if (!seen.firstEndBy(Direction.SERVER)) {
            return Finding.certain(Cause.CLIENT_SENT_NOTHING).with(EvidenceSource.CLOSE,
                    "The client opened a tunnel and sent nothing through it for %s.".formatted(Words.time(stayed)));
        }
        if (seen.isLong(stayed)) {
            // Servers do not wait for ever for a client that opened a connection in advance.
            return Finding.certain(Cause.CLIENT_SENT_NOTHING).with(EvidenceSource.CLOSE,
                    "The client opened a tunnel and sent nothing through it for %s, then the server %s.".formatted(Words.time(stayed),
                            leaving(seen)));
        }
        return Finding.certain(reset(seen) ? Cause.RESET_BEFORE_HELLO : Cause.CLOSED_BEFORE_HELLO).with(EvidenceSource.CLOSE,
                "The server %s %s after the tunnel was opened, before the client had said anything.".formatted(leaving(seen), Words.time(stayed)));
    }

    /** The client has not even finished its hello. */
    private static Finding partialHello(Case seen) {
        if (seen.firstEndBy(Direction.SERVER)) {
            return unanswered(seen);
        }
        String sentence = "The client sent %s of a hello that was never complete, and %s.".formatted(
                Words.count(seen.observation().bytesFromClient(), "byte"), seen.firstEndBy(Direction.CLIENT) ? leaving(seen) : "nothing more");
        Cause cause = seen.isLong(seen.waited()) ? Cause.CLIENT_CLOSED_DURING_HANDSHAKE : Cause.CLIENT_CANCELLED;
        return Finding.likely(cause).with(EvidenceSource.CLOSE, sentence);
    }

    /** The hello was sent and no ServerHello came, at most a fragment of anything. */
    private static Finding unanswered(Case seen) {
        if (seen.firstEndBy(Direction.SERVER)) {
            String hello = seen.stage() == Stage.HELLO ? "the client's hello" : "the first bytes of the client's hello";
            return delivered(seen, Finding.certain(reset(seen) ? Cause.RESET_AFTER_HELLO : Cause.CLOSED_AFTER_HELLO).with(EvidenceSource.CLOSE,
                    "The server %s %s after %s, %s.".formatted(leaving(seen), Words.time(seen.waited()), hello, answer(seen))));
        }
        String waited = Words.time(seen.waited());
        if (seen.firstEndBy(Direction.CLIENT) && !seen.isLong(seen.waited())) {
            return Finding.likely(Cause.CLIENT_CANCELLED).with(EvidenceSource.TIMING,
                    "The client left %s after its hello, %s; servers may take longer.".formatted(waited, answer(seen)));
        }
        boolean inVain = seen.ended() && (seen.firstEnd().isPresent() || seen.isLong(seen.waited()));
        Finding finding = Finding.of(Cause.NO_ANSWER_TO_HELLO, inVain ? Confidence.CERTAIN : Confidence.POSSIBLE).by(Party.UNKNOWN)
                .with(EvidenceSource.TIMING, "The server was silent for %s after the client's hello, %s; then %s.".formatted(waited,
                        answer(seen), whoGaveUp(seen)));
        return closedByUs(seen) ? finding.by(Party.PROXY) : delivered(seen, finding);
    }

    private static String answer(Case seen) {
        Observation observation = seen.observation();
        return observation.bytesFromServer() == 0 ? "without a single byte of an answer"
                : "with no more than %s for an answer".formatted(Words.count(observation.bytesFromServer(), "byte")
                        + (observation.serverKind() == StreamKind.UNDECIDED ? " (" + Words.quoted(observation.serverExcerpt()) + ")" : ""));
    }

    private static String whoGaveUp(Case seen) {
        if (seen.firstEnd().isEmpty()) {
            return seen.ended() ? "the tunnel ended" : "it was looked at";
        }
        return seen.firstEndBy(Direction.CLIENT) ? "the client " + leaving(seen) : closedByUs(seen) ? "this proxy closed the tunnel"
                : "this proxy's time limit was reached";
    }

    /** Who is to blame for silence, by what TCP told of the hello's way. */
    private static Finding delivered(Case seen, Finding finding) {
        Optional<HelloDelivery> delivery = seen.connection().unacknowledged();
        if (delivery.isEmpty()) {
            return finding;
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
        if (seen.firstEndBy(Direction.SERVER)) {
            Finding finding = Finding.certain(reset(seen) ? Cause.RESET_DURING_HANDSHAKE : Cause.CLOSED_DURING_HANDSHAKE).with(EvidenceSource.CLOSE,
                    "The server %s %s, before the handshake was done.".formatted(leaving(seen), Words.stage(seen.stage())));
            return seen.hiddenAlert(Direction.SERVER) ? finding.with(EvidenceSource.ALERT, "Before that it sent an encrypted alert.") : finding;
        }
        Duration silent = silence(seen);
        if (isServersTurn(seen) && (seen.isLong(silent) || seen.endedByUs())) {
            Finding finding = Finding.of(Cause.STALLED_DURING_HANDSHAKE, isServersTurnForSure(seen) ? Confidence.CERTAIN : Confidence.LIKELY)
                    .with(EvidenceSource.TIMING, "The server was silent for %s %s; then %s.".formatted(Words.time(silent),
                            Words.stage(seen.stage()), whoGaveUp(seen)));
            return closedByUs(seen) ? finding.by(Party.PROXY) : finding;
        }
        return left(seen, silent);
    }

    private Finding left(Case seen, Duration silent) {
        Optional<Alert> goodbye = seen.clearAlert(Direction.CLIENT);
        String how = "The client %s %s %s, %s.".formatted(seen.firstEndBy(Direction.CLIENT) ? leaving(seen) : "said nothing more", Words.time(silent),
                Words.stageOfClient(seen.stage()), goodbye.map(alert -> "with the alert " + alert.description().name()).orElse("without an alert"));
        if (seen.reached(Stage.SERVER_FLIGHT) && seen.firstEndBy(Direction.CLIENT) && goodbye.isEmpty()) {
            Optional<Finding> wrong = certificates.whatIsWrongForAll(seen, Confidence.POSSIBLE);
            if (wrong.isPresent()) {
                return wrong.get().with(EvidenceSource.CLOSE, how);
            }
        }
        return Finding.likely(seen.isLong(silent) ? Cause.CLIENT_CLOSED_DURING_HANDSHAKE : Cause.CLIENT_CANCELLED).with(EvidenceSource.CLOSE, how);
    }

    private static boolean isServersTurn(Case seen) {
        return isServersTurnForSure(seen) || seen.tls13() && seen.stage() == Stage.SERVER_FLIGHT && !clientSpokeLast(seen);
    }

    /** In TLS 1.3 it cannot be seen where the server's flight ends; a client that has all of it answers at once. */
    private static boolean isServersTurnForSure(Case seen) {
        Observation observation = seen.observation();
        boolean retryToAnswer = observation.retryRequest().isPresent() && observation.secondClientHello().isEmpty();
        return seen.before(Stage.SERVER_FLIGHT) && !retryToAnswer || seen.stage() == Stage.CLIENT_FINISHED;
    }

    private static boolean clientSpokeLast(Case seen) {
        OptionalLong client = seen.observation().times().lastFromClient();
        OptionalLong server = seen.observation().times().lastFromServer();
        return client.isPresent() && server.isPresent() && client.getAsLong() > server.getAsLong();
    }

    /** From the last byte of either side to the first end. */
    private static Duration silence(Case seen) {
        return seen.since(lastByte(seen));
    }

    private static OptionalLong lastByte(Case seen) {
        OptionalLong client = seen.observation().times().lastFromClient();
        return clientSpokeLast(seen) || seen.observation().times().lastFromServer().isEmpty() ? client : seen.observation().times().lastFromServer();
    }

    private static boolean reset(Case seen) {
        return seen.firstEnd().filter(end -> end.kind() == CloseKind.RESET).isPresent();
    }

    private static String leaving(Case seen) {
        return seen.firstEnd().map(Words::end).orElse("left");
    }

    /** This proxy closed it for reasons of its own, such as its stop; a time limit only puts an end to a silence. */
    private static boolean closedByUs(Case seen) {
        return seen.firstEnd().filter(end -> end.by().isEmpty() && end.kind() != CloseKind.TIMEOUT).isPresent();
    }
}
