package io.helloscope.diagnose;

import io.helloscope.observe.ClientCertificate;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.observe.Observation;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.Stage;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Phase;
import java.util.Optional;

/** The handshake was done. It stays a success unless the server answers the client's data with its departure, or wanted a certificate. */
final class EstablishedRules implements Rule {
    private final CertificateRules certificates;

    EstablishedRules(CertificateRules certificates) {
        this.certificates = certificates;
    }

    @Override
    public Optional<Finding> look(Case seen) {
        if (seen.stage() == Stage.DATA) {
            return Optional.of(Finding.certain(Cause.ESTABLISHED));
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

    /** Nobody was let down: the client sent nothing, or left first, or the connection is open. */
    private static boolean answered(Case seen) {
        return seen.observation().dataFromClient() == 0 || !seen.serverEndedFirst() || seen.observation().dataFromServer() > 0;
    }

    private static Finding left(Case seen) {
        boolean reset = seen.reset(Direction.SERVER);
        Finding finding = Finding.certain(reset ? Cause.RESET_AFTER_HANDSHAKE : Cause.CLOSED_AFTER_HANDSHAKE).with(EvidenceSource.CLOSE,
                "The handshake was done and the client had sent data; the server %s before it answered anything.".formatted(
                        reset ? "reset the connection (RST)" : "closed the connection (FIN)"));
        Optional<SeenAlert> alert = seen.observation().alerts().stream().filter(a -> a.sender() == Direction.SERVER).findFirst();
        return alert.isPresent() ? finding.with(EvidenceSource.ALERT, "Before that it sent an encrypted alert, which may be its usual goodbye.") : finding;
    }

    /** The server's answer to an empty or wrong client certificate comes after the client has finished, in TLS 1.3 encrypted. */
    private static boolean clientCertificateRefused(Case seen) {
        Observation observation = seen.observation();
        boolean asked = observation.clientCertificate() != ClientCertificate.UNKNOWN;
        boolean alerted = observation.alerts().stream().anyMatch(alert -> alert.sender() == Direction.SERVER
                && alert.stage().compareTo(Stage.SERVER_FLIGHT) >= 0 && alert.alert().map(clear -> clear.fatal()).orElse(true));
        boolean gone = seen.serverEndedFirst() && seen.reached(Stage.SERVER_FLIGHT);
        return asked && seen.reached(Stage.SERVER_FLIGHT) && observation.dataFromServer() == 0 && (alerted || gone);
    }

    private static Finding clientCertificate(Case seen) {
        boolean empty = seen.observation().clientCertificate() == ClientCertificate.EMPTY;
        Optional<SeenAlert> alert = seen.fatalAlert(Direction.SERVER);
        Finding finding = Finding.of(empty ? Cause.CLIENT_CERTIFICATE_REQUIRED : Cause.CLIENT_CERTIFICATE_REJECTED,
                alert.flatMap(SeenAlert::alert).isPresent() ? Confidence.CERTAIN : Confidence.LIKELY).in(Phase.HANDSHAKE)
                .with(EvidenceSource.CLIENT_BYTES, empty ? "The server asked for a client certificate and the client sent none."
                        : "The server asked for a client certificate and the client sent one.");
        return alert.map(a -> finding.with(EvidenceSource.ALERT, "The server then sent a " + Words.alert(a) + "."))
                .orElseGet(() -> finding.with(EvidenceSource.CLOSE, "The server then left without a word of data."));
    }

    /** Firefox finishes a TLS 1.2 handshake and refuses the certificate afterwards, with an encrypted alert and FIN. */
    private Optional<Finding> refusedAfterwards(Case seen) {
        boolean alerted = seen.observation().dataFromClient() == 0 && !seen.tls13()
                && seen.observation().alerts().stream().anyMatch(alert -> alert.sender() == Direction.CLIENT);
        boolean gone = seen.firstEndBy(Direction.CLIENT) && seen.ended(Direction.CLIENT, CloseKind.FIN) || seen.reset(Direction.CLIENT);
        return alerted && gone ? certificates.whatIsWrong(seen, Optional.empty(), Confidence.LIKELY).map(finding ->
                finding.with(EvidenceSource.ALERT, "The client finished the handshake, sent an encrypted alert and left without any data.")) : Optional.empty();
    }
}
