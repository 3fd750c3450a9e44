package io.helloscope.diagnose;

import io.helloscope.observe.Direction;
import io.helloscope.observe.Stage;
import io.helloscope.tls.Alert;
import io.helloscope.tls.AlertDescription;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.ProtocolVersion;
import io.helloscope.tls.ServerHello;
import io.helloscope.tls.SignatureScheme;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The server chose something that the client did not offer or cannot use, and the handshake failed. */
final class HelloAnswerRules implements Rule {
    /** By which clients refuse a version, or its downgrade: handshake_failure, illegal_parameter, protocol_version, inappropriate_fallback. */
    private static final Set<Integer> VERSION_ALERTS = Set.of(40, 47, 70, 86);
    /** Signatures over MD5 and SHA-1: the hash is the upper byte (RFC 5246 section 7.4.1.4.1). */
    private static final int LAST_OLD_HASH = 2;

    @Override
    public Optional<Finding> look(Case seen) {
        boolean failed = seen.before(Stage.ESTABLISHED) && (seen.ended() || seen.objection().isPresent());
        Optional<ServerHello> answer = seen.serverHello().or(() -> seen.observation().retryRequest());
        Optional<ClientHello> hello = answer.filter(ServerHello::isHelloRetryRequest).isPresent() ? seen.clientHello()
                : seen.observation().secondClientHello().or(seen::clientHello);
        // A certificate that was refused was reached past all of this, and a server that says why it leaves is believed.
        if (!failed || hello.isEmpty() || answer.isEmpty() || CertificateRules.refused(seen) || seen.clearAlert(Direction.SERVER).isPresent()) {
            return Optional.empty();
        }
        return downgraded(seen, hello.get(), answer.get())
                .or(() -> version(seen, hello.get(), answer.get()))
                .or(() -> impossible(seen, hello.get(), answer.get()))
                .or(() -> choice(seen, hello.get(), answer.get()))
                .or(() -> signature(seen, hello.get()))
                .map(finding -> refusal(seen, finding));
    }

    /** The client's alert makes it certain that this was too much; without it the end may have another reason. */
    private static Confidence sure(Case seen) {
        return seen.objection().isPresent() ? Confidence.CERTAIN : Confidence.LIKELY;
    }

    private static Finding refusal(Case seen, Finding finding) {
        return seen.fatalAlert(Direction.CLIENT).filter(alert -> alert.alert().isPresent())
                .map(alert -> finding.with(EvidenceSource.ALERT, "The client answered with a " + Words.alert(alert) + ".")).orElse(finding);
    }

    private static Optional<Finding> version(Case seen, ClientHello hello, ServerHello answer) {
        ProtocolVersion chosen = answer.version();
        boolean wrongField = answer.selectedVersion().isEmpty() && chosen.isTls13();
        if (wrongField) {
            return Optional.of(Finding.of(Cause.VERSION_NOT_OFFERED, sure(seen)).with(EvidenceSource.SERVER_BYTES,
                    "The server put %s into the version field, where TLS 1.3 never stands.".formatted(chosen.hex())));
        }
        List<ProtocolVersion> versions = hello.supportedVersions().isEmpty() ? List.of(hello.legacyVersion()) : hello.supportedVersions();
        String sentence = "The server chose %s (%s); the client offered %s%s.".formatted(chosen.name(), chosen.hex(),
                hello.supportedVersions().isEmpty() ? "up to " : "", Words.versions(versions));
        boolean tooOld = hello.lowestVersion().map(chosen::isBefore).orElse(false);
        boolean offered = hello.offersVersion(chosen);
        if (chosen.isKnown() && !chosen.isDraft13() && !offered && tooOld) {
            return Optional.of(Finding.of(Cause.SERVER_VERSION_TOO_OLD, sure(seen)).with(EvidenceSource.SERVER_BYTES, sentence));
        }
        if (!offered) {
            return Optional.of(Finding.of(Cause.VERSION_NOT_OFFERED, sure(seen)).with(EvidenceSource.SERVER_BYTES, sentence));
        }
        // Offered, and yet refused: clients of today keep the old versions' numbers and forbid their signatures.
        boolean refused = seen.objection().isPresent() && chosen.isBefore(ProtocolVersion.TLS_1_2);
        return refused ? Optional.of(Finding.likely(Cause.SERVER_VERSION_TOO_OLD).with(EvidenceSource.SERVER_BYTES, sentence)) : Optional.empty();
    }

    private static Optional<Finding> downgraded(Case seen, ClientHello hello, ServerHello answer) {
        Optional<Alert> alert = seen.objection();
        boolean refused = alert.filter(said -> VERSION_ALERTS.contains(said.description().code())).isPresent();
        boolean named = alert.filter(said -> said.description().equals(AlertDescription.ILLEGAL_PARAMETER)).isPresent();
        return answer.downgradeSentinel().filter(sentinel -> refused && answer.version().isBefore(hello.highestVersion()))
                .map(sentinel -> Finding.of(Cause.DOWNGRADE_DETECTED, named ? Confidence.CERTAIN : Confidence.LIKELY)
                        .with(EvidenceSource.SERVER_BYTES, "The server's random ends with the sign that it knows a higher version than "
                                + answer.version().name() + ", although the client offered " + hello.highestVersion().name()
                                + ": the hello was altered on the way, or the server is broken."));
    }

    private static Optional<Finding> impossible(Case seen, ClientHello hello, ServerHello answer) {
        if (!answer.version().isTls13()) {
            return Optional.empty();
        }
        if (!answer.sessionId().equals(hello.sessionId())) {
            return malformed(seen, "The server did not repeat the client's session id, as TLS 1.3 demands (RFC 8446 section 4.1.3).");
        }
        boolean shared = answer.isHelloRetryRequest() && !answer.has(ExtensionType.COOKIE)
                && answer.group().filter(group -> hello.keyShares().stream().anyMatch(share -> share.group().equals(group))).isPresent();
        if (shared) {
            return malformed(seen, "The server asked for a key share that the client had already sent (RFC 8446 section 4.1.4).");
        }
        boolean otherCipher = seen.observation().retryRequest().filter(retry -> !retry.cipherSuite().equals(answer.cipherSuite())).isPresent();
        if (otherCipher) {
            return malformed(seen, "The server chose another cipher suite than in its own HelloRetryRequest.");
        }
        boolean noKey = !answer.isHelloRetryRequest() && !answer.has(ExtensionType.KEY_SHARE) && !answer.has(ExtensionType.PRE_SHARED_KEY);
        return noKey ? malformed(seen, "The ServerHello of TLS 1.3 has neither a key share nor a pre-shared key.") : Optional.empty();
    }

    private static Optional<Finding> malformed(Case seen, String sentence) {
        return Optional.of(Finding.of(Cause.MALFORMED_SERVER_ANSWER, sure(seen)).with(EvidenceSource.SERVER_BYTES, sentence));
    }

    private static Optional<Finding> choice(Case seen, ClientHello hello, ServerHello answer) {
        // Many clients do not mind a needless extension: only an alert that fits makes it the reason.
        boolean extension = seen.objection().filter(alert -> alert.description().equals(AlertDescription.UNSUPPORTED_EXTENSION)
                || alert.description().equals(AlertDescription.ILLEGAL_PARAMETER) && answer.version().isTls13()).isPresent();
        return HelloChoice.wrong(hello, answer, seen.observation())
                .filter(choice -> choice.kind() != HelloChoice.Kind.EXTENSION || extension)
                .map(choice -> Finding.of(Cause.PARAMETER_NOT_OFFERED, sure(seen)).with(EvidenceSource.SERVER_BYTES, choice.sentence()));
    }

    /** The key exchange of TLS 1.2 is signed in a way that the client refuses. */
    private static Optional<Finding> signature(Case seen, ClientHello hello) {
        Optional<Alert> alert = seen.objection();
        Optional<SignatureScheme> scheme = seen.observation().serverKeyExchange().flatMap(exchange -> exchange.signatureScheme())
                .filter(used -> !hello.signatureSchemes().isEmpty() && !hello.offers(used));
        if (alert.isEmpty() || scheme.isEmpty()) {
            return Optional.empty();
        }
        boolean old = scheme.get().code() >> 8 <= LAST_OLD_HASH;
        return Optional.of(Finding.certain(old ? Cause.LEGACY_SIGNATURE_ALGORITHM : Cause.NO_COMMON_SIGNATURE_ALGORITHM)
                .with(EvidenceSource.SERVER_BYTES, "The server signed its key exchange with " + scheme.get().name()
                        + ", which the client does not offer."));
    }
}
