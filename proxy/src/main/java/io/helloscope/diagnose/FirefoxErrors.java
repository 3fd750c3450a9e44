package io.helloscope.diagnose;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Damage;
import io.helloscope.observe.Direction;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.ServerHello;
import io.helloscope.verdict.Cause;
import java.util.Map;
import java.util.Optional;

/** The error names of Firefox by what was seen (measured with Firefox ESR 153 on 2026-11-23; names of NSS). */
final class FirefoxErrors {
    private static final String CLOSED = "PR_END_OF_FILE_ERROR";
    private static final String RESET = "PR_CONNECT_RESET_ERROR";
    private static final String TOO_LONG = "SSL_ERROR_RX_RECORD_TOO_LONG";
    private static final String MALFORMED_HELLO = "SSL_ERROR_RX_MALFORMED_SERVER_HELLO";
    private static final int RECORD_HEADER = 5;
    /** 2^14 bytes and what NSS allows a cipher to add. */
    private static final int LONGEST_RECORD = 16_384 + 2048;

    private static final Map<Integer, String> ALERTS = Map.ofEntries(
            Map.entry(0, CLOSED), Map.entry(10, "SSL_ERROR_HANDSHAKE_UNEXPECTED_ALERT"), Map.entry(20, "SSL_ERROR_BAD_MAC_ALERT"),
            Map.entry(21, "SSL_ERROR_DECRYPTION_FAILED_ALERT"), Map.entry(22, "SSL_ERROR_RECORD_OVERFLOW_ALERT"),
            Map.entry(30, "SSL_ERROR_DECOMPRESSION_FAILURE_ALERT"), Map.entry(40, "SSL_ERROR_HANDSHAKE_FAILURE_ALERT"),
            Map.entry(41, "SSL_ERROR_NO_CERTIFICATE"), Map.entry(42, "SSL_ERROR_BAD_CERT_ALERT"), Map.entry(43, "SSL_ERROR_UNSUPPORTED_CERT_ALERT"),
            Map.entry(44, "SSL_ERROR_REVOKED_CERT_ALERT"), Map.entry(45, "SSL_ERROR_EXPIRED_CERT_ALERT"),
            Map.entry(46, "SSL_ERROR_CERTIFICATE_UNKNOWN_ALERT"), Map.entry(47, "SSL_ERROR_ILLEGAL_PARAMETER_ALERT"),
            Map.entry(48, "SSL_ERROR_UNKNOWN_CA_ALERT"), Map.entry(49, "SSL_ERROR_ACCESS_DENIED_ALERT"),
            Map.entry(50, "SSL_ERROR_DECODE_ERROR_ALERT"), Map.entry(51, "SSL_ERROR_DECRYPT_ERROR_ALERT"),
            Map.entry(60, "SSL_ERROR_EXPORT_RESTRICTION_ALERT"), Map.entry(70, "SSL_ERROR_PROTOCOL_VERSION_ALERT"),
            Map.entry(71, "SSL_ERROR_INSUFFICIENT_SECURITY_ALERT"), Map.entry(80, "SSL_ERROR_INTERNAL_ERROR_ALERT"),
            Map.entry(86, "SSL_ERROR_INAPPROPRIATE_FALLBACK_ALERT"), Map.entry(90, "SSL_ERROR_USER_CANCELED_ALERT"),
            Map.entry(100, "SSL_ERROR_NO_RENEGOTIATION_ALERT"), Map.entry(109, "SSL_ERROR_MISSING_EXTENSION_ALERT"),
            Map.entry(110, "SSL_ERROR_UNSUPPORTED_EXTENSION_ALERT"), Map.entry(111, "SSL_ERROR_CERTIFICATE_UNOBTAINABLE_ALERT"),
            Map.entry(112, "SSL_ERROR_UNRECOGNIZED_NAME_ALERT"), Map.entry(113, "SSL_ERROR_BAD_CERT_STATUS_RESPONSE_ALERT"),
            Map.entry(114, "SSL_ERROR_BAD_CERT_HASH_VALUE_ALERT"), Map.entry(116, "SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT"),
            Map.entry(120, "SSL_ERROR_NEXT_PROTOCOL_NO_PROTOCOL"), Map.entry(121, "SSL_ERROR_ECH_REQUIRED_ALERT"));

    /** Messages in the wrong place, by the name that the observer gives them. */
    private static final Map<String, String> UNEXPECTED = Map.of("ClientHello", "SSL_ERROR_RX_UNEXPECTED_CLIENT_HELLO",
            "HelloRetryRequest", "SSL_ERROR_RX_UNEXPECTED_HELLO_RETRY_REQUEST", "ServerHello", "SSL_ERROR_RX_UNEXPECTED_SERVER_HELLO",
            "Certificate", "SSL_ERROR_RX_UNEXPECTED_CERTIFICATE", "ServerKeyExchange", "SSL_ERROR_RX_UNEXPECTED_SERVER_KEY_EXCH",
            "CertificateRequest", "SSL_ERROR_RX_UNEXPECTED_CERT_REQUEST", "ServerHelloDone", "SSL_ERROR_RX_UNEXPECTED_HELLO_DONE",
            "ChangeCipherSpec", "SSL_ERROR_RX_UNEXPECTED_CHANGE_CIPHER", "record.type", "SSL_ERROR_RX_UNEXPECTED_APPLICATION_DATA");

    /** Messages that cannot be read, by the first part of the damaged field's path. */
    private static final Map<String, String> MALFORMED = Map.of("ServerHello", MALFORMED_HELLO, "Certificate", "SSL_ERROR_RX_MALFORMED_CERTIFICATE",
            "ServerKeyExchange", "SSL_ERROR_RX_MALFORMED_SERVER_KEY_EXCH", "CertificateRequest", "SSL_ERROR_RX_MALFORMED_CERT_REQUEST",
            "ChangeCipherSpec", "SSL_ERROR_RX_MALFORMED_CHANGE_CIPHER");

    private FirefoxErrors() {
    }

    /**
     * NSS takes the first five bytes for a record header, whatever its type: it objects to a length that is too long, else waits for
     * so many bytes, and only then looks at the type.
     */
    static Optional<String> ofPlainText(Case seen) {
        Bytes answer = seen.observation().serverExcerpt();
        int length = answer.length() >= RECORD_HEADER ? answer.at(3) << 8 | answer.at(4) : 0;
        if (length > LONGEST_RECORD) {
            return Optional.of(TOO_LONG);
        }
        boolean complete = answer.length() >= RECORD_HEADER && seen.observation().bytesFromServer() >= RECORD_HEADER + length;
        return complete ? Optional.of("SSL_ERROR_RX_UNKNOWN_RECORD_TYPE") : ended(seen);
    }

    /** In answer to the hello a handshake_failure is taken for a missing common cipher. */
    static String ofAlert(int code, boolean early) {
        return code == 40 && early ? "SSL_ERROR_NO_CYPHER_OVERLAP" : ALERTS.getOrDefault(code, "SSL_ERROR_RX_UNKNOWN_ALERT");
    }

    static Optional<String> ofObjection(Case seen, Cause cause) {
        return switch (cause) {
            case PARAMETER_NOT_OFFERED -> choice(seen);
            case MALFORMED_SERVER_ANSWER -> malformed(seen);
            case NO_COMMON_SIGNATURE_ALGORITHM, LEGACY_SIGNATURE_ALGORITHM -> Optional.of("SSL_ERROR_UNSUPPORTED_SIGNATURE_ALGORITHM");
            default -> Optional.empty();
        };
    }

    /** Where the fault lies with an issuer, or with its signature, Firefox has names of its own. */
    static Optional<String> ofCertificate(io.helloscope.x509.Finding fault) {
        boolean issuer = fault.position() > 0;
        return switch (fault.problem()) {
            case EXPIRED -> issuer ? Optional.of("SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE") : Optional.empty();
            case NOT_YET_VALID -> issuer ? Optional.of("MOZILLA_PKIX_ERROR_NOT_YET_VALID_ISSUER_CERTIFICATE") : Optional.empty();
            case SIGNATURE_INVALID -> Optional.of("SEC_ERROR_BAD_SIGNATURE");
            case NOT_A_CA -> Optional.of("SEC_ERROR_CA_CERT_INVALID");
            default -> Optional.empty();
        };
    }

    private static Optional<String> choice(Case seen) {
        Optional<ClientHello> hello = seen.observation().secondClientHello().or(seen::clientHello);
        Optional<ServerHello> answer = seen.serverHello().or(() -> seen.observation().retryRequest());
        Optional<HelloChoice> choice = hello.flatMap(offer -> answer.flatMap(chosen -> HelloChoice.wrong(offer, chosen, seen.observation())));
        return choice.map(wrong -> switch (wrong.kind()) {
            case CIPHER -> "SSL_ERROR_NO_CYPHER_OVERLAP";
            case CIPHER_OF_OTHER_VERSION -> "SSL_ERROR_CIPHER_DISALLOWED_FOR_VERSION";
            case COMPRESSION -> MALFORMED_HELLO;
            case CURVE -> "SEC_ERROR_UNSUPPORTED_ELLIPTIC_CURVE";
            case KEY_SHARE -> "SSL_ERROR_RX_MALFORMED_KEY_SHARE";
            case APPLICATION_PROTOCOL -> "SSL_ERROR_NEXT_PROTOCOL_DATA_INVALID";
            case EXTENSION -> "SSL_ERROR_RX_UNEXPECTED_EXTENSION";
        });
    }

    private static Optional<String> malformed(Case seen) {
        Optional<Damage> damage = seen.serverDamage();
        if (damage.isEmpty()) {
            return seen.serverHello().filter(hello -> !hello.has(ExtensionType.KEY_SHARE) && hello.version().isTls13())
                    .map(hello -> "SSL_ERROR_MISSING_KEY_SHARE");
        }
        if (seen.objection().isEmpty() && ended(seen).isPresent()) {
            return ended(seen);
        }
        String path = damage.get().path();
        return switch (damage.get().kind()) {
            case RECORD_LENGTH -> Optional.of(TOO_LONG);
            case RECORD_TYPE -> Optional.of("SSL_ERROR_RX_UNKNOWN_RECORD_TYPE");
            case UNEXPECTED_MESSAGE -> Optional.of(UNEXPECTED.getOrDefault(path, "SSL_ERROR_RX_UNEXPECTED_HANDSHAKE"));
            case MESSAGE -> Optional.of(MALFORMED.getOrDefault(firstPart(path), "SSL_ERROR_RX_MALFORMED_HANDSHAKE"));
            case RECORD_EMPTY, TOO_LARGE -> Optional.empty();
        };
    }

    private static String firstPart(String path) {
        int end = path.indexOf('.');
        return end < 0 ? path : path.substring(0, end);
    }

    private static Optional<String> ended(Case seen) {
        return seen.reset(Direction.SERVER) ? Optional.of(RESET) : seen.ended(Direction.SERVER, CloseKind.FIN) ? Optional.of(CLOSED)
                : Optional.empty();
    }
}
