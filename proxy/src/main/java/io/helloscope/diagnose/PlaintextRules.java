package io.helloscope.diagnose;

import io.helloscope.bytes.Bytes;
import io.helloscope.knowledge.PlaintextAnswer;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Direction;
import io.helloscope.observe.Observation;
import io.helloscope.observe.SeenAlert;
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
            case NOT_TLS -> clientPlain && seen.connection().arrival() == Arrival.HTTP ? Optional.of(answerToHttp(seen))
                    : clientPlain ? Optional.of(bothPlain(seen)) : clientTls ? Optional.of(plainAnswer(seen)) : greeting(seen);
            case SSLV2 -> clientTls && seen.before(Stage.DATA) ? Optional.of(sslv2(seen)) : Optional.empty();
            case TLS -> clientPlain ? Optional.of(clientPlainToTls(seen)) : Optional.empty();
            case UNDECIDED -> clientPlain ? Optional.of(bothPlain(seen)) : Optional.empty();
            case NOTHING -> clientPlain ? plainWithoutAnswer(seen) : Optional.empty();
        };
    }

    /** The server answered a hello. */
    private static Finding plainAnswer(Case seen) {
        Finding finding = serverPlain(seen, seen.observation().serverSpokeFirst() ? "spoke first, before the client's hello, with"
                : "answered the client's hello with");
        return seen.observation().alerts().stream().filter(alert -> alert.sender() == Direction.CLIENT && alert.alert().isPresent()).findFirst()
                .map(alert -> finding.with(EvidenceSource.ALERT, "The client answered with a " + Words.alert(alert) + ".")).orElse(finding);
    }

    /** The server spoke first and the client not at all; while it is open, the client may yet go on in the same protocol. */
    private static Optional<Finding> greeting(Case seen) {
        if (!seen.ended()) {
            return Optional.empty();
        }
        Finding finding = serverPlain(seen, "spoke first, with");
        // Browsers speak TLS in a tunnel; a client of another kind may have wanted that protocol and changed its mind.
        Confidence confidence = seen.isBrowser() ? Confidence.LIKELY : Confidence.POSSIBLE;
        return Optional.of(finding.as(confidence).with(EvidenceSource.CLOSE, "The client left without a word."));
    }

    private static Finding serverPlain(Case seen, String how) {
        Bytes bytes = seen.observation().serverExcerpt();
        Optional<PlaintextAnswer> known = seen.knowledge().plaintextAnswer(bytes);
        String size = " (" + Words.count(seen.observation().bytesFromServer(), "byte") + ")";
        if (known.isEmpty()) {
            return Finding.certain(Cause.NON_TLS_ANSWER).with(EvidenceSource.SERVER_BYTES,
                    "The server " + how + " bytes that are neither TLS nor a known protocol: " + Words.quoted(bytes) + size + ".");
        }
        PlaintextAnswer answer = known.get();
        Optional<Redirect> away = Redirect.in(bytes).filter(redirect -> redirect.leadsAwayFrom(seen.connection().destination().host()));
        if (answer.kind() == PlaintextAnswer.Kind.HTTP && away.isPresent()) {
            // A plain web server that cannot read a hello calls it a bad request; who sends every comer elsewhere does not even look.
            return Finding.likely(Cause.CAPTIVE_PORTAL).from(answer.product(), Optional.of(answer.protocol())).with(EvidenceSource.SERVER_BYTES,
                    "The server " + how + " a redirect to another host, " + Words.text(away.get().host()) + ": " + Words.firstLine(bytes) + size
                            + ".");
        }
        Finding finding = Finding.of(cause(answer), confidence(answer)).from(answer.product(), Optional.of(answer.protocol()))
                .with(EvidenceSource.SERVER_BYTES, "The server " + how + " plain text: " + Words.firstLine(bytes) + size + ".");
        String who = answer.protocol() + answer.product().map(product -> " by " + Words.text(product)).orElse("");
        return answer.tells().isBlank() ? finding : finding.with(EvidenceSource.SERVER_BYTES, "That is " + who + ", told by " + answer.tells() + ".");
    }

    /** The bytes prove a protocol; that a page is a portal's or a filter's is as sure as its marks. */
    private static Confidence confidence(PlaintextAnswer answer) {
        return switch (answer.kind()) {
            case HTTP, HTTP2, OTHER -> Confidence.CERTAIN;
            case CAPTIVE_PORTAL, BLOCK_PAGE -> answer.confidence();
        };
    }

    static Cause cause(PlaintextAnswer answer) {
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

    /** Plain on both sides: another protocol that works, unless the server says that it wanted TLS. */
    private static Finding bothPlain(Case seen) {
        Observation observation = seen.observation();
        Optional<PlaintextAnswer> answer = seen.knowledge().plaintextAnswer(observation.serverExcerpt());
        Optional<String> spoken = seen.knowledge().clientProtocol(observation.clientExcerpt());
        if (seen.knowledge().expectsTls(observation.serverExcerpt())) {
            return Finding.certain(causeOfClient(spoken)).from(answer.flatMap(PlaintextAnswer::product), spoken)
                    .with(EvidenceSource.SERVER_BYTES, "The server speaks TLS on this port and says so in plain text: "
                            + Words.firstLine(observation.serverExcerpt()) + ".")
                    .with(EvidenceSource.CLIENT_BYTES, "The client began with " + Words.firstLine(observation.clientExcerpt()) + ".");
        }
        return Finding.certain(Cause.NOT_TLS).by(Party.UNKNOWN).from(answer.flatMap(PlaintextAnswer::product),
                        answer.map(PlaintextAnswer::protocol).or(() -> spoken))
                .with(EvidenceSource.CLIENT_BYTES, "Neither side spoke TLS: " + spoken.map(p -> p + ", ").orElse("")
                        + "the client with " + Words.firstLine(observation.clientExcerpt()) + ", the server with "
                                + Words.firstLine(observation.serverExcerpt()) + ".");
    }

    /** A plain http request of which there is a report was not answered in HTTP/1. */
    private static Finding answerToHttp(Case seen) {
        Bytes bytes = seen.observation().serverExcerpt();
        Optional<PlaintextAnswer> known = seen.knowledge().plaintextAnswer(bytes);
        if (seen.knowledge().expectsTls(bytes)) {
            return bothPlain(seen);
        }
        boolean other = known.filter(answer -> answer.kind() == PlaintextAnswer.Kind.OTHER || answer.kind() == PlaintextAnswer.Kind.HTTP2).isPresent();
        String how = "The server answered a plain http request with something that is not HTTP/1: " + Words.firstLine(bytes) + ".";
        return other ? Finding.certain(cause(known.get())).from(known.get().product(), Optional.of(known.get().protocol()))
                .with(EvidenceSource.SERVER_BYTES, how)
                : Finding.certain(Cause.NON_TLS_ANSWER).with(EvidenceSource.SERVER_BYTES, how);
    }

    private static Cause causeOfClient(Optional<String> spoken) {
        return spoken.filter("http"::equals).isPresent() ? Cause.CLIENT_SPEAKS_HTTP : Cause.CLIENT_SPEAKS_OTHER_PROTOCOL;
    }

    private static Finding clientPlainToTls(Case seen) {
        Observation observation = seen.observation();
        Optional<String> spoken = seen.knowledge().clientProtocol(observation.clientExcerpt());
        Optional<SeenAlert> alert = observation.alerts().stream().filter(a -> a.sender() == Direction.SERVER).findFirst();
        return Finding.certain(causeOfClient(spoken)).from(Optional.empty(), spoken)
                .with(EvidenceSource.CLIENT_BYTES, "The client spoke plain text: " + Words.firstLine(observation.clientExcerpt()) + ".")
                .with(alert.isPresent() ? EvidenceSource.ALERT : EvidenceSource.SERVER_BYTES, "The server expected TLS: it answered with "
                        + alert.map(a -> "a " + Words.alert(a)).orElse("a TLS record") + ".");
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
