package io.helloscope.diagnose;

import io.helloscope.observe.Arrival;
import io.helloscope.observe.ClientCertificate;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.observe.End;
import io.helloscope.observe.Observation;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.Stage;
import io.helloscope.observe.StreamKind;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Phase;
import java.time.Duration;
import java.util.Optional;

/** The handshake was done. It stays a success unless the server answers the client's data with its departure, or wanted a certificate. */
final class EstablishedRules implements Rule {
    /** A client that judges the certificate after its Finished and dislikes it leaves at once. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    /** One that asks others first, about revocation say, leaves soon. */
    private static final Duration SOON = Duration.ofSeconds(3);

    private final CertificateRules certificates;

    EstablishedRules(CertificateRules certificates) {
        this.certificates = certificates;
    }

    @Override
    public Optional<Finding> look(Case seen) {
        if (seen.stage() == Stage.DATA) {
            return Optional.of(Finding.certain(Cause.ESTABLISHED));
        }
        if (amid(seen)) {
            return Optional.of(Finding.possible(Cause.ESTABLISHED).with(EvidenceSource.CLIENT_BYTES,
                    "The first record is protected: the handshake had passed before anybody looked."));
        }
        if (clientCertificateRefused(seen)) {
            return Optional.of(clientCertificate(seen));
        }
        if (seen.stage() != Stage.ESTABLISHED) {
            return Optional.empty();
        }
        Optional<Finding> refused = refusedAfterwards(seen);
        return Optional.of(refused.orElseGet(() -> answered(seen) ? Finding.certain(Cause.ESTABLISHED) : left(seen)));
    }

    private static boolean amid(Case seen) {
        boolean data = seen.observation().records().stream().findFirst().filter(record -> isProtected(record.type())).isPresent();
        boolean serversRest = seen.connection().arrival() == Arrival.CAPTURE && seen.observation().bytesFromClient() == 0
                && seen.observation().serverKind() == StreamKind.TLS;
        return seen.before(Stage.HELLO) && (data || serversRest);
    }

    /** Nobody was let down: the client sent nothing, or left first, or the connection is open. */
    private static boolean answered(Case seen) {
        return seen.observation().dataFromClient() == 0 || seen.observation().dataFromServer() > 0 || !serverLeft(seen);
    }

    /** Who said goodbye first: by an alert, which a polite client answers with its own and its FIN, or by the end of the connection. */
    private static boolean serverLeft(Case seen) {
        Optional<SeenAlert> goodbye = seen.observation().alerts().stream().filter(alert -> alert.stage() == Stage.ESTABLISHED
                && alert.nanos() <= seen.endNanos()).findFirst();
        return goodbye.map(alert -> alert.sender() == Direction.SERVER).orElseGet(() -> seen.firstEndBy(Direction.SERVER)) && seen.ended();
    }

    private static Finding left(Case seen) {
        Optional<End> end = seen.observation().ends().stream().filter(e -> e.by().filter(by -> by == Direction.SERVER).isPresent()).findFirst();
        boolean reset = end.filter(e -> e.kind() == CloseKind.RESET).isPresent();
        Finding finding = Finding.certain(reset ? Cause.RESET_AFTER_HANDSHAKE : Cause.CLOSED_AFTER_HANDSHAKE).with(EvidenceSource.CLOSE,
                "The handshake was done and the client had sent data; the server %s before it answered anything."
                        .formatted(end.map(Words::end).orElse("said goodbye")));
        return seen.hiddenAlert(Direction.SERVER)
                ? finding.with(EvidenceSource.ALERT, "Before that it sent an encrypted alert, which may be its usual goodbye.") : finding;
    }

    /**
     * The server's answer to an empty or unwelcome client certificate comes after the client has finished, in TLS 1.3 encrypted. Any
     * other record of the server behind the client's flight, be it a session ticket, shows that it was content.
     */
    private static boolean clientCertificateRefused(Case seen) {
        Observation observation = seen.observation();
        if (observation.clientCertificate() == ClientCertificate.UNKNOWN || seen.before(Stage.SERVER_FLIGHT)) {
            return false;
        }
        boolean alerted = observation.alerts().stream().anyMatch(alert -> alert.sender() == Direction.SERVER
                && alert.stage().compareTo(Stage.SERVER_FLIGHT) >= 0 && alert.alert().map(clear -> clear.fatal()).orElse(true));
        return !serverWentOn(seen) && (alerted || seen.firstEndBy(Direction.SERVER));
    }

    private static boolean serverWentOn(Case seen) {
        if (!seen.tls13()) {
            return seen.reached(Stage.ESTABLISHED);
        }
        // The records of the server behind the client's first protected one; alerts are among them where they are encrypted.
        long finishedAt = seen.observation().records().stream().filter(record -> record.sender() == Direction.CLIENT && isProtected(record.type()))
                .mapToLong(record -> record.nanos()).findFirst().orElse(Long.MAX_VALUE);
        long records = seen.observation().records().stream().filter(record -> record.sender() == Direction.SERVER && isProtected(record.type())
                && record.nanos() > finishedAt).count();
        long alerts = seen.observation().alerts().stream().filter(alert -> alert.sender() == Direction.SERVER && alert.alert().isEmpty()
                && alert.nanos() > finishedAt).count();
        return records > alerts;
    }

    private static boolean isProtected(int recordType) {
        return recordType == 23;
    }

    private static Finding clientCertificate(Case seen) {
        boolean empty = seen.observation().clientCertificate() == ClientCertificate.EMPTY;
        Optional<SeenAlert> alert = seen.fatalAlert(Direction.SERVER);
        Finding finding = Finding.of(empty ? Cause.CLIENT_CERTIFICATE_REQUIRED : Cause.CLIENT_CERTIFICATE_REJECTED,
                alert.flatMap(SeenAlert::alert).isPresent() ? Confidence.CERTAIN : Confidence.LIKELY).in(Phase.HANDSHAKE)
                .with(EvidenceSource.CLIENT_BYTES, empty ? "The server asked for a client certificate and the client sent none."
                        : "The server asked for a client certificate and the client sent one.");
        return alert.map(a -> finding.with(EvidenceSource.ALERT, "The server then sent a " + Words.alert(a) + "."))
                .orElseGet(() -> finding.with(EvidenceSource.CLOSE, "The server then %s without a word of data."
                        .formatted(seen.firstEnd().map(Words::end).orElse("left"))));
    }

    /** Firefox finishes a TLS 1.2 handshake and refuses the certificate afterwards; curl and others look at its name only then. */
    private Optional<Finding> refusedAfterwards(Case seen) {
        boolean alerted = seen.observation().dataFromClient() == 0 && seen.hiddenAlert(Direction.CLIENT);
        boolean gone = seen.ended(Direction.CLIENT, CloseKind.FIN) || seen.reset(Direction.CLIENT);
        Duration stayed = seen.since(seen.observation().times().established());
        if (!alerted || !gone || stayed.compareTo(SOON) >= 0) {
            return Optional.empty();
        }
        String sentence = "The client finished the handshake, sent an encrypted alert and left without any data, "
                + Words.time(stayed) + " after it was done.";
        // Clients that name themselves and are no browsers, which open connections to have them, come with a request to send.
        boolean hadRequest = seen.connection().client().userAgent().isPresent() && !seen.isBrowser();
        // Of others it is not known which private roots they trust, nor whether the alert is more than a goodbye.
        Optional<Finding> wrong = hadRequest || seen.isAgent("Firefox/") ? certificates.whatIsWrong(seen, Optional.empty(), Confidence.LIKELY)
                : certificates.whatIsWrongForAll(seen, Confidence.POSSIBLE);
        if (wrong.isPresent()) {
            return wrong.map(finding -> finding.with(EvidenceSource.ALERT, sentence));
        }
        return hadRequest && seen.tls13() && stayed.compareTo(AT_ONCE) < 0 ? Optional.of(Finding.possible(Cause.CERTIFICATE_REJECTED)
                .with(EvidenceSource.ALERT, sentence)
                .with(EvidenceSource.SERVER_BYTES, "Some clients compare the certificate's name only then; TLS 1.3 encrypts it, so it is not"
                        + " visible from here."))
                : Optional.empty();
    }
}
