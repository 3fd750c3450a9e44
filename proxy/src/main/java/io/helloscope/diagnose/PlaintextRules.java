package io.helloscope.diagnose;

import io.helloscope.bytes.Bytes;
import io.helloscope.knowledge.PlaintextAnswer;
import io.helloscope.observe.Direction;
import io.helloscope.observe.Observation;
import io.helloscope.observe.Stage;
import io.helloscope.observe.StreamKind;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Party;
import java.util.Optional;

/** Bytes that are no TLS where TLS was expected: of the server, of the client, or of both (then it is no failure). */
final class PlaintextRules implements Rule {
    @Override
    public Optional<Finding> look(Case seen) {
        Observation observation = seen.observation();
        boolean clientPlain = observation.clientKind() == StreamKind.NOT_TLS;
        boolean clientTls = observation.clientKind() == StreamKind.TLS || observation.clientKind() == StreamKind.SSLV2;
        return switch (observation.serverKind()) {
            case NOT_TLS -> clientPlain ? bothPlain(seen) : Optional.of(serverPlain(seen, clientTls));
            case SSLV2 -> clientTls && seen.stage() != Stage.DATA ? Optional.of(sslv2(seen)) : Optional.empty();
            case TLS -> clientPlain ? Optional.of(clientPlainToTls(seen)) : Optional.empty();
            case UNDECIDED -> clientTls && seen.ended() ? Optional.of(fragment(seen)) : clientPlain ? bothPlain(seen) : Optional.empty();
            case NOTHING -> clientPlain ? plainWithoutAnswer(seen) : Optional.empty();
        };
    }

    private static Finding serverPlain(Case seen, boolean clientSpoke) {
        Bytes bytes = seen.observation().serverExcerpt();
        String when = clientSpoke ? "answered the client's hello with" : "spoke first, with";
        String said = "The server " + when + " plain text: " + Words.firstLine(bytes) + " (" + seen.observation().bytesFromServer() + " bytes).";
        Optional<PlaintextAnswer> known = seen.knowledge().plaintextAnswer(bytes);
        if (known.isEmpty()) {
            return Finding.certain(Cause.NON_TLS_ANSWER)
                    .with(EvidenceSource.SERVER_BYTES, "The server " + when + " bytes that are neither TLS nor a known protocol: " + Words.quoted(bytes) + ".");
        }
        PlaintextAnswer answer = known.get();
        // Without a hello the client may have wanted that protocol; browsers never do.
        Confidence confidence = clientSpoke ? confidence(answer) : Confidence.LIKELY;
        Finding finding = Finding.of(cause(answer), confidence).from(answer.product(), Optional.of(answer.protocol()))
                .with(EvidenceSource.SERVER_BYTES, said);
        return answer.tells().isBlank() ? finding
                : finding.with(EvidenceSource.SERVER_BYTES, "That is " + answer.protocol() + answer.product().map(p -> " by " + Words.text(p)).orElse("")
                        + ": " + answer.tells() + ".");
    }

    /** The bytes prove a protocol; that a page is a portal's or a filter's is as sure as its marks. */
    private static Confidence confidence(PlaintextAnswer answer) {
        return switch (answer.kind()) {
            case HTTP, HTTP2, OTHER -> Confidence.CERTAIN;
            case CAPTIVE_PORTAL, BLOCK_PAGE -> answer.confidence();
        };
    }

    private static Cause cause(PlaintextAnswer answer) {
        return switch (answer.kind()) {
            case HTTP -> Cause.SERVER_SPEAKS_HTTP;
            case HTTP2 -> Cause.SERVER_SPEAKS_HTTP2_CLEARTEXT;
            case OTHER -> Cause.SERVER_SPEAKS_OTHER_PROTOCOL;
            case CAPTIVE_PORTAL -> Cause.CAPTIVE_PORTAL;
            case BLOCK_PAGE -> Cause.BLOCK_PAGE;
        };
    }

    private static Finding sslv2(Case seen) {
        return Finding.likely(Cause.SERVER_VERSION_TOO_OLD).with(EvidenceSource.SERVER_BYTES,
                "The server answered the hello in SSL 2.0: " + Words.quoted(seen.observation().serverExcerpt()) + ".");
    }

    private static Finding fragment(Case seen) {
        long count = seen.observation().bytesFromServer();
        Bytes bytes = seen.observation().serverExcerpt();
        return CloseRules.unanswered(seen).with(EvidenceSource.SERVER_BYTES, "Only %d byte%s came from the server before that: %s.".formatted(count,
                count == 1 ? "" : "s", Words.quoted(bytes)));
    }

    /** Plain on both sides: another protocol that works, unless the server says that it wanted TLS. */
    private static Optional<Finding> bothPlain(Case seen) {
        Observation observation = seen.observation();
        Optional<PlaintextAnswer> answer = seen.knowledge().plaintextAnswer(observation.serverExcerpt());
        Optional<String> spoken = seen.knowledge().clientProtocol(observation.clientExcerpt());
        if (spoken.filter("http"::equals).isPresent() && TlsWanted.saidBy(observation.serverExcerpt())) {
            return Optional.of(Finding.certain(Cause.CLIENT_SPEAKS_HTTP).from(answer.flatMap(PlaintextAnswer::product), Optional.of("http"))
                    .with(EvidenceSource.SERVER_BYTES, "The server answered that plain HTTP came to its TLS port: "
                            + Words.firstLine(observation.serverExcerpt()) + "."));
        }
        return Optional.of(Finding.certain(Cause.NOT_TLS).by(Party.UNKNOWN).from(answer.flatMap(PlaintextAnswer::product),
                        answer.map(PlaintextAnswer::protocol).or(() -> spoken))
                .with(EvidenceSource.CLIENT_BYTES, "Neither side spoke TLS, and both went on: " + spoken.orElse("the client's protocol")
                        + " began with " + Words.firstLine(observation.clientExcerpt()) + "."));
    }

    private static Finding clientPlainToTls(Case seen) {
        Observation observation = seen.observation();
        Optional<String> spoken = seen.knowledge().clientProtocol(observation.clientExcerpt());
        Cause cause = spoken.filter("http"::equals).isPresent() ? Cause.CLIENT_SPEAKS_HTTP : Cause.CLIENT_SPEAKS_OTHER_PROTOCOL;
        Finding finding = Finding.certain(cause).from(Optional.empty(), spoken)
                .with(EvidenceSource.CLIENT_BYTES, "The client spoke plain text: " + Words.firstLine(observation.clientExcerpt()) + ".");
        return seen.observation().alerts().stream().filter(alert -> alert.sender() == Direction.SERVER).findFirst()
                .map(alert -> finding.with(EvidenceSource.ALERT, "The server expected TLS: it answered with " + Words.alert(alert) + "."))
                .orElseGet(() -> finding.with(EvidenceSource.SERVER_BYTES, "The server answered with a TLS record, so it expected TLS."));
    }

    private static Optional<Finding> plainWithoutAnswer(Case seen) {
        if (!seen.ended()) {
            return Optional.empty();
        }
        Optional<String> spoken = seen.knowledge().clientProtocol(seen.observation().clientExcerpt());
        // The server may have expected TLS; nothing that was seen says so.
        return Optional.of(Finding.possible(Cause.NOT_TLS).by(Party.UNKNOWN).from(Optional.empty(), spoken).with(EvidenceSource.CLIENT_BYTES,
                "The client did not speak TLS (" + Words.firstLine(seen.observation().clientExcerpt()) + "), and the server did not answer."));
    }
}
