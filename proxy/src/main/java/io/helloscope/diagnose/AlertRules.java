package io.helloscope.diagnose;

import io.helloscope.observe.ClientCertificate;
import io.helloscope.observe.Direction;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.Stage;
import io.helloscope.tls.Alert;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.ProtocolVersion;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Phase;
import java.util.Optional;
import java.util.OptionalInt;

/** A fatal alert in the clear: what it means by who sent it, and when. */
final class AlertRules implements Rule {
    private static final int SHORT_DH = 2048;

    @Override
    public Optional<Finding> look(Case seen) {
        Optional<SeenAlert> server = seen.fatalAlert(Direction.SERVER).filter(alert -> alert.alert().isPresent());
        Optional<SeenAlert> client = seen.fatalAlert(Direction.CLIENT).filter(alert -> alert.alert().isPresent());
        if (server.isPresent() && client.map(alert -> server.get().nanos() <= alert.nanos()).orElse(true)) {
            return Optional.of(ofServer(seen, server.get()));
        }
        return client.flatMap(alert -> ofClient(seen, alert));
    }

    private static Finding ofServer(Case seen, SeenAlert seenAlert) {
        Alert alert = seenAlert.alert().orElseThrow();
        Finding finding = answer(seen, seenAlert, alert.description().code())
                .with(EvidenceSource.ALERT, "The server sent a " + Words.alert(seenAlert) + " " + Words.stage(seenAlert.stage()) + ".");
        return seen.clientHello().map(hello -> finding.with(EvidenceSource.CLIENT_HELLO, offered(hello))).orElse(finding);
    }

    private static String offered(ClientHello hello) {
        String versions = hello.supportedVersions().isEmpty() ? "up to " + hello.highestVersion().name() : Words.versions(hello.supportedVersions());
        return "The client offered %s, %d cipher suites and %d groups%s.".formatted(versions, hello.cipherSuites().size(), hello.groups().size(),
                hello.serverName().map(name -> ", for the name " + Words.text(name)).orElse(", without a server name"));
    }

    private static Finding answer(Case seen, SeenAlert seenAlert, int code) {
        boolean late = seenAlert.stage().compareTo(Stage.SERVER_FLIGHT) >= 0;
        return switch (code) {
            case 0, 90 -> Finding.certain(Cause.SERVER_DECLINED);
            case 40, 71 -> late ? lateRefusal(seen) : Finding.certain(Cause.NO_COMMON_PARAMETERS);
            case 70 -> version(seen);
            case 86 -> Finding.certain(Cause.INAPPROPRIATE_FALLBACK);
            case 112 -> Finding.certain(Cause.UNRECOGNIZED_NAME);
            case 116 -> Finding.certain(Cause.CLIENT_CERTIFICATE_REQUIRED);
            case 120 -> Finding.certain(Cause.NO_APPLICATION_PROTOCOL);
            case 121 -> Finding.certain(Cause.ECH_REQUIRED);
            case 41, 42, 43, 44, 45, 46, 48, 111, 113, 114 -> seen.observation().clientCertificate() == ClientCertificate.EMPTY
                    ? Finding.certain(Cause.CLIENT_CERTIFICATE_REQUIRED) : Finding.certain(Cause.CLIENT_CERTIFICATE_REJECTED);
            case 49 -> Finding.certain(Cause.ACCESS_DENIED);
            case 80 -> Finding.certain(Cause.SERVER_INTERNAL_ERROR);
            case 20, 51 -> late ? Finding.possible(Cause.SERVER_RECORDS_CORRUPTED) : Finding.certain(Cause.SERVER_REJECTED_HELLO);
            default -> Finding.certain(Cause.SERVER_REJECTED_HELLO);
        };
    }

    /** handshake_failure after the server's own flight is about what the client sent then: its certificate. */
    private static Finding lateRefusal(Case seen) {
        return switch (seen.observation().clientCertificate()) {
            case EMPTY -> Finding.likely(Cause.CLIENT_CERTIFICATE_REQUIRED);
            case SENT -> Finding.likely(Cause.CLIENT_CERTIFICATE_REJECTED);
            case UNKNOWN -> seen.observation().certificateRequest().isPresent() ? Finding.likely(Cause.CLIENT_CERTIFICATE_REQUIRED)
                    : Finding.likely(Cause.NO_COMMON_PARAMETERS);
        };
    }

    /** Whoever offers TLS 1.3 down to 1.2 and is refused has met a server that knows neither; below that the client may be the old one. */
    private static Finding version(Case seen) {
        boolean current = seen.clientHello().map(hello -> hello.highestVersion().compareTo(ProtocolVersion.TLS_1_3) >= 0).orElse(true);
        return current ? Finding.likely(Cause.SERVER_VERSION_TOO_OLD) : Finding.likely(Cause.CLIENT_VERSION_TOO_OLD);
    }

    private static Optional<Finding> ofClient(Case seen, SeenAlert seenAlert) {
        Alert alert = seenAlert.alert().orElseThrow();
        if (alert.description().code() == 0 || alert.description().code() == 90) {
            // A goodbye, not a verdict: how the client left tells more.
            return Optional.empty();
        }
        return Optional.of(verdict(seen, seenAlert, alert.description().code()).with(EvidenceSource.ALERT,
                "The client sent a " + Words.alert(seenAlert) + " " + Words.stage(seenAlert.stage()) + "."));
    }

    private static Finding verdict(Case seen, SeenAlert seenAlert, int code) {
        return switch (code) {
            case 10, 22, 50, 109 -> Finding.likely(Cause.MALFORMED_SERVER_ANSWER);
            case 20, 21 -> Finding.certain(Cause.SERVER_RECORDS_CORRUPTED);
            case 40, 47, 71, 80 -> parameters(seen, code);
            case 51 -> Finding.likely(Cause.SERVER_SIGNATURE_INVALID);
            case 70 -> Finding.likely(Cause.SERVER_VERSION_TOO_OLD);
            case 110 -> Finding.certain(Cause.PARAMETER_NOT_OFFERED);
            case 120 -> Finding.certain(Cause.NO_APPLICATION_PROTOCOL);
            case 121 -> Finding.certain(Cause.ECH_REQUIRED).in(Phase.HANDSHAKE);
            default -> Finding.certain(Cause.CLIENT_REJECTED_HANDSHAKE);
        };
    }

    private static Finding parameters(Case seen, int code) {
        OptionalInt dh = seen.observation().serverKeyExchange().map(exchange -> exchange.dhPrimeBits()).orElse(OptionalInt.empty());
        if (dh.isPresent() && dh.getAsInt() < SHORT_DH) {
            return Finding.of(Cause.WEAK_DH_PARAMETERS, Confidence.LIKELY).with(EvidenceSource.SERVER_BYTES,
                    "The server's Diffie-Hellman prime has %d bits (expected by clients of today: %d or more).".formatted(dh.getAsInt(), SHORT_DH));
        }
        boolean insecure = code == 40 && !seen.tls13() && seen.before(Stage.SERVER_FLIGHT)
                && seen.serverHello().map(hello -> !hello.has(ExtensionType.RENEGOTIATION_INFO)).orElse(false)
                && seen.clientHello().map(ClientHello::hasSecureRenegotiation).orElse(false);
        if (insecure) {
            return Finding.likely(Cause.LEGACY_RENEGOTIATION).with(EvidenceSource.SERVER_BYTES,
                    "The ServerHello lacks renegotiation_info, which the client offered (RFC 5746).");
        }
        return Finding.certain(Cause.CLIENT_REJECTED_HANDSHAKE);
    }
}
