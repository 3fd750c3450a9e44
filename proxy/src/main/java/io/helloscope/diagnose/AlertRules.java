package io.helloscope.diagnose;

import io.helloscope.observe.ClientCertificate;
import io.helloscope.observe.Direction;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.Stage;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.ProtocolVersion;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Party;
import java.util.Optional;
import java.util.OptionalInt;

/** An alert in the clear: what it means by who sent it, and when. */
final class AlertRules implements Rule {
    /** Bits below which clients of today refuse a Diffie-Hellman prime. */
    private static final int SHORT_DH = 2048;

    @Override
    public Optional<Finding> look(Case seen) {
        if (seen.stage() == Stage.NOTHING) {
            // An alert to a client that said nothing is no answer: servers say so, too, that they do not wait any longer.
            return Optional.empty();
        }
        Optional<SeenAlert> server = readable(seen.fatalAlert(Direction.SERVER)).or(() -> lastWords(seen));
        Optional<SeenAlert> client = readable(seen.fatalAlert(Direction.CLIENT));
        if (server.isPresent() && client.map(alert -> server.get().nanos() <= alert.nanos()).orElse(true)) {
            return Optional.of(ofServer(seen, server.get()));
        }
        return client.flatMap(alert -> ofClient(seen, alert));
    }

    private static Optional<SeenAlert> readable(Optional<SeenAlert> alert) {
        return alert.filter(a -> a.alert().isPresent());
    }

    /** A warning after which the server left without its hello was meant as more. */
    private static Optional<SeenAlert> lastWords(Case seen) {
        return seen.before(Stage.SERVER_HELLO_PARTIAL) && seen.firstEndBy(Direction.SERVER)
                ? readable(seen.observation().alerts().stream().filter(alert -> alert.sender() == Direction.SERVER).findFirst()) : Optional.empty();
    }

    private static Finding ofServer(Case seen, SeenAlert alert) {
        int code = alert.alert().orElseThrow().description().code();
        boolean late = alert.stage().compareTo(Stage.SERVER_HELLO) >= 0;
        Finding finding = (late ? late(seen, code) : answer(seen, code)).with(EvidenceSource.ALERT,
                "The server sent a " + Words.alert(alert) + " " + Words.stage(alert.stage()) + ".");
        return seen.clientHello().map(hello -> finding.with(EvidenceSource.CLIENT_HELLO, offered(hello))).orElse(finding);
    }

    private static String offered(ClientHello hello) {
        String versions = hello.supportedVersions().isEmpty() ? "up to " + hello.highestVersion().name() : Words.versions(hello.supportedVersions());
        return "The client offered %s, %s and %s%s.".formatted(versions, Words.count(hello.cipherSuites().size(), "cipher suite"),
                Words.count(hello.groups().size(), "group"),
                hello.serverName().map(name -> ", for the name " + Words.text(name)).orElse(", without a server name"));
    }

    /** In answer to the hello. */
    private static Finding answer(Case seen, int code) {
        return switch (code) {
            case 0, 90 -> Finding.certain(Cause.SERVER_DECLINED);
            case 40, 71 -> Finding.certain(Cause.NO_COMMON_PARAMETERS);
            case 70 -> version(seen);
            case 41, 42, 43, 44, 45, 46, 48, 111, 113, 114 -> Finding.certain(Cause.CLIENT_CERTIFICATE_REJECTED);
            case 47 -> seen.clientHello().filter(ClientHello::hasPostQuantumKeyShare).isPresent() ? postQuantum()
                    : Finding.certain(Cause.SERVER_REJECTED_HELLO);
            default -> byName(code).orElseGet(() -> Finding.certain(Cause.SERVER_REJECTED_HELLO));
        };
    }

    private static Finding postQuantum() {
        return Finding.likely(Cause.SERVER_REJECTED_HELLO).by(Party.NETWORK).with(EvidenceSource.CLIENT_HELLO,
                "The client offered a post-quantum key share; servers pass over groups that they do not know, inspection gear has been seen to"
                        + " refuse them like this.");
    }

    /** After the server's hello it is about what the client sent then: its certificate, its keys. */
    private static Finding late(Case seen, int code) {
        return switch (code) {
            case 0, 90 -> Finding.certain(Cause.CLOSED_DURING_HANDSHAKE);
            case 40, 71 -> lateRefusal(seen);
            case 70 -> Finding.likely(Cause.SERVER_VERSION_TOO_OLD);
            case 41, 42, 43, 44, 45, 46, 48, 111, 113, 114 -> seen.observation().clientCertificate() == ClientCertificate.EMPTY
                    ? Finding.certain(Cause.CLIENT_CERTIFICATE_REQUIRED) : Finding.certain(Cause.CLIENT_CERTIFICATE_REJECTED);
            // The server cannot read what the client encrypted: the two have different keys.
            case 20, 21, 51 -> Finding.possible(Cause.SERVER_RECORDS_CORRUPTED);
            default -> byName(code).orElseGet(() -> Finding.likely(Cause.SERVER_REJECTED_HELLO));
        };
    }

    /** Alerts that say what they mean wherever they come. */
    private static Optional<Finding> byName(int code) {
        return switch (code) {
            case 49 -> Optional.of(Finding.certain(Cause.ACCESS_DENIED));
            case 80 -> Optional.of(Finding.certain(Cause.SERVER_INTERNAL_ERROR));
            case 86 -> Optional.of(Finding.certain(Cause.INAPPROPRIATE_FALLBACK));
            case 112 -> Optional.of(Finding.certain(Cause.UNRECOGNIZED_NAME));
            case 116 -> Optional.of(Finding.certain(Cause.CLIENT_CERTIFICATE_REQUIRED));
            case 120 -> Optional.of(Finding.certain(Cause.NO_APPLICATION_PROTOCOL));
            case 121 -> Optional.of(Finding.certain(Cause.ECH_REQUIRED));
            default -> Optional.empty();
        };
    }

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

    private static Optional<Finding> ofClient(Case seen, SeenAlert alert) {
        int code = alert.alert().orElseThrow().description().code();
        if (Case.isGoodbye(code) || seen.observation().bytesFromServer() == 0) {
            // No verdict on the server: how the client left tells more.
            return Optional.empty();
        }
        return Optional.of(verdict(seen, code).with(EvidenceSource.ALERT,
                "The client sent a " + Words.alert(alert) + " " + Words.stageOfClient(alert.stage()) + "."));
    }

    private static Finding verdict(Case seen, int code) {
        return switch (code) {
            case 10, 22, 50, 109 -> Finding.likely(Cause.MALFORMED_SERVER_ANSWER);
            case 20, 21 -> Finding.certain(Cause.SERVER_RECORDS_CORRUPTED);
            case 40, 47, 71, 80 -> parameters(seen, code);
            case 51 -> Finding.likely(Cause.SERVER_SIGNATURE_INVALID);
            case 70, 86 -> old(seen) ? Finding.likely(Cause.SERVER_VERSION_TOO_OLD) : Finding.certain(Cause.CLIENT_REJECTED_HANDSHAKE);
            case 110 -> Finding.likely(Cause.PARAMETER_NOT_OFFERED);
            case 120 -> Finding.certain(Cause.NO_APPLICATION_PROTOCOL);
            case 121 -> Finding.certain(Cause.ECH_REQUIRED);
            default -> Finding.certain(Cause.CLIENT_REJECTED_HANDSHAKE);
        };
    }

    private static boolean old(Case seen) {
        return seen.serverHello().map(hello -> hello.version().isBefore(ProtocolVersion.TLS_1_3)).orElse(true);
    }

    private static Finding parameters(Case seen, int code) {
        OptionalInt dh = seen.observation().serverKeyExchange().map(exchange -> exchange.dhPrimeBits()).orElse(OptionalInt.empty());
        if (dh.isPresent() && dh.getAsInt() < SHORT_DH) {
            return Finding.likely(Cause.WEAK_DH_PARAMETERS).with(EvidenceSource.SERVER_BYTES,
                    "The server's Diffie-Hellman prime has %d bits (expected by clients of today: %d or more).".formatted(dh.getAsInt(), SHORT_DH));
        }
        if (code == 40 && !seen.tls13() && withoutSecureRenegotiation(seen)) {
            return Finding.likely(Cause.LEGACY_RENEGOTIATION).with(EvidenceSource.SERVER_BYTES,
                    "The ServerHello lacks renegotiation_info, which the client offered (RFC 5746).");
        }
        return Finding.certain(Cause.CLIENT_REJECTED_HANDSHAKE);
    }

    private static boolean withoutSecureRenegotiation(Case seen) {
        return seen.before(Stage.SERVER_FLIGHT) && seen.serverHello().filter(hello -> !hello.has(ExtensionType.RENEGOTIATION_INFO)).isPresent()
                && seen.clientHello().filter(ClientHello::hasSecureRenegotiation).isPresent();
    }
}
