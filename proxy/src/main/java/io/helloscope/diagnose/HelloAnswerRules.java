package io.helloscope.diagnose;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Direction;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.Stage;
import io.helloscope.tls.AlertDescription;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.Extension;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ProtocolVersion;
import io.helloscope.tls.ServerHello;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import java.util.Optional;

/** The server chose something that the client did not offer, or cannot use, and the handshake failed. */
final class HelloAnswerRules implements Rule {
    @Override
    public Optional<Finding> look(Case seen) {
        boolean failed = seen.before(Stage.ESTABLISHED) && (seen.ended() || seen.fatalAlert(Direction.CLIENT).isPresent());
        Optional<ClientHello> hello = seen.observation().secondClientHello().or(seen::clientHello);
        Optional<ServerHello> answer = seen.serverHello().or(() -> seen.observation().retryRequest());
        if (!failed || hello.isEmpty() || answer.isEmpty()) {
            return Optional.empty();
        }
        return version(seen, hello.get(), answer.get())
                .or(() -> downgraded(seen, hello.get(), answer.get()))
                .or(() -> sessionId(hello.get(), answer.get()))
                .or(() -> choice(seen, hello.get(), answer.get()));
    }

    private static Optional<Finding> version(Case seen, ClientHello hello, ServerHello answer) {
        ProtocolVersion chosen = answer.version();
        String offered = Words.versions(hello.supportedVersions().isEmpty() ? java.util.List.of(hello.legacyVersion()) : hello.supportedVersions());
        String sentence = "The server chose " + chosen.name() + "; the client offered " + offered + ".";
        boolean outOfPlace = answer.selectedVersion().isEmpty() && chosen.isTls13();
        boolean old = chosen.isKnown() && chosen.isBefore(ProtocolVersion.TLS_1_2);
        if (old && !isCertificateRefused(seen)) {
            Confidence confidence = hello.offersVersion(chosen) ? Confidence.LIKELY : Confidence.CERTAIN;
            return Optional.of(Finding.of(Cause.SERVER_VERSION_TOO_OLD, confidence).with(EvidenceSource.SERVER_BYTES, sentence));
        }
        if (outOfPlace || !old && !hello.offersVersion(chosen)) {
            return Optional.of(Finding.certain(Cause.VERSION_NOT_OFFERED).with(EvidenceSource.SERVER_BYTES, outOfPlace
                    ? "The server put 0x0304 into the version field, where TLS 1.3 never stands." : sentence));
        }
        return Optional.empty();
    }

    private static boolean isCertificateRefused(Case seen) {
        return seen.fatalAlert(Direction.CLIENT).flatMap(SeenAlert::alert).filter(alert -> CertificateRules.isAboutCertificates(alert.description())).isPresent();
    }

    private static Optional<Finding> downgraded(Case seen, ClientHello hello, ServerHello answer) {
        boolean refused = seen.fatalAlert(Direction.CLIENT).flatMap(SeenAlert::alert)
                .filter(alert -> alert.description().equals(AlertDescription.ILLEGAL_PARAMETER)).isPresent();
        return answer.downgradeSentinel().filter(sentinel -> refused && answer.version().isBefore(hello.highestVersion()))
                .map(sentinel -> Finding.likely(Cause.DOWNGRADE_DETECTED).with(EvidenceSource.SERVER_BYTES,
                        "The server's random ends with the sign that it knows a higher version than " + answer.version().name()
                                + ", although the client offered " + hello.highestVersion().name() + ": the hello was altered on the way, or the server is broken."));
    }

    private static Optional<Finding> sessionId(ClientHello hello, ServerHello answer) {
        return answer.version().isTls13() && !answer.sessionId().equals(hello.sessionId())
                ? Optional.of(Finding.certain(Cause.MALFORMED_SERVER_ANSWER).with(EvidenceSource.SERVER_BYTES,
                        "The server did not repeat the client's session id, as TLS 1.3 demands (RFC 8446 section 4.1.3)."))
                : Optional.empty();
    }

    private static Optional<Finding> choice(Case seen, ClientHello hello, ServerHello answer) {
        CipherSuite cipher = answer.cipherSuite();
        if (!hello.offers(cipher)) {
            return notOffered("the cipher suite " + cipher.name());
        }
        if (cipher.isTls13() != answer.version().isTls13()) {
            return notOffered("the cipher suite " + cipher.name() + ", which does not belong to " + answer.version().name());
        }
        if (!hello.compressionMethods().contains(answer.compressionMethod())) {
            return notOffered("compression method " + answer.compressionMethod());
        }
        Optional<NamedGroup> group = answer.group().or(() -> seen.observation().serverKeyExchange().flatMap(exchange -> exchange.group()));
        if (group.isPresent() && !hello.groups().isEmpty() && !hello.offers(group.get())) {
            return notOffered("the key exchange group " + group.get().name());
        }
        Optional<Bytes> alpn = answer.alpn().filter(protocol -> !hello.offersAlpn(protocol));
        if (alpn.isPresent()) {
            return notOffered("the application protocol " + Words.quoted(alpn.get()));
        }
        return answer.extensions().stream().map(Extension::type).filter(type -> !mayAnswer(hello, answer, type)).findFirst()
                .flatMap(type -> notOffered("the extension " + type.name()));
    }

    private static boolean mayAnswer(ClientHello hello, ServerHello answer, ExtensionType type) {
        return hello.has(type) || type.equals(ExtensionType.RENEGOTIATION_INFO) && hello.hasSecureRenegotiation()
                || type.equals(ExtensionType.COOKIE) && answer.isHelloRetryRequest();
    }

    private static Optional<Finding> notOffered(String what) {
        return Optional.of(Finding.certain(Cause.PARAMETER_NOT_OFFERED).with(EvidenceSource.SERVER_BYTES, "The server chose " + what
                + (what.contains("belong") ? "." : ", which the client did not offer.")));
    }
}
