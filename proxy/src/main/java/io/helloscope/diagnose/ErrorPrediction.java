package io.helloscope.diagnose;

import io.helloscope.knowledge.CauseEntry;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.observe.SeenAlert;
import io.helloscope.tls.Alert;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Phase;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What each client shows for a failure: the usual text of its cause, changed where details that were seen change it (measured with
 * Chromium 156, Firefox 153, curl 7.88 and OpenSSL 3.0 on 2026-11-23).
 */
final class ErrorPrediction {
    private static final String CHROMIUM = "chromium";
    private static final String FIREFOX = "firefox";

    private static final Map<Integer, String> FIREFOX_ALERTS = Map.ofEntries(
            Map.entry(10, "SSL_ERROR_HANDSHAKE_UNEXPECTED_ALERT"), Map.entry(20, "SSL_ERROR_BAD_MAC_ALERT"),
            Map.entry(21, "SSL_ERROR_DECRYPTION_FAILED_ALERT"), Map.entry(22, "SSL_ERROR_RECORD_OVERFLOW_ALERT"),
            Map.entry(30, "SSL_ERROR_DECOMPRESSION_FAILURE_ALERT"), Map.entry(40, "SSL_ERROR_NO_CYPHER_OVERLAP"),
            Map.entry(42, "SSL_ERROR_BAD_CERT_ALERT"), Map.entry(43, "SSL_ERROR_UNSUPPORTED_CERT_ALERT"),
            Map.entry(44, "SSL_ERROR_REVOKED_CERT_ALERT"), Map.entry(45, "SSL_ERROR_EXPIRED_CERT_ALERT"),
            Map.entry(46, "SSL_ERROR_CERTIFICATE_UNKNOWN_ALERT"), Map.entry(47, "SSL_ERROR_ILLEGAL_PARAMETER_ALERT"),
            Map.entry(48, "SSL_ERROR_UNKNOWN_CA_ALERT"), Map.entry(49, "SSL_ERROR_ACCESS_DENIED_ALERT"),
            Map.entry(50, "SSL_ERROR_DECODE_ERROR_ALERT"), Map.entry(51, "SSL_ERROR_DECRYPT_ERROR_ALERT"),
            Map.entry(60, "SSL_ERROR_EXPORT_RESTRICTION_ALERT"), Map.entry(70, "SSL_ERROR_PROTOCOL_VERSION_ALERT"),
            Map.entry(71, "SSL_ERROR_INSUFFICIENT_SECURITY_ALERT"), Map.entry(80, "SSL_ERROR_INTERNAL_ERROR_ALERT"),
            Map.entry(86, "SSL_ERROR_INAPPROPRIATE_FALLBACK_ALERT"), Map.entry(90, "SSL_ERROR_USER_CANCELED_ALERT"),
            Map.entry(109, "SSL_ERROR_MISSING_EXTENSION_ALERT"), Map.entry(110, "SSL_ERROR_UNSUPPORTED_EXTENSION_ALERT"),
            Map.entry(112, "SSL_ERROR_UNRECOGNIZED_NAME_ALERT"), Map.entry(116, "SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT"),
            Map.entry(120, "SSL_ERROR_NEXT_PROTOCOL_NO_PROTOCOL"), Map.entry(121, "SSL_ERROR_ECH_REQUIRED_ALERT"));

    private ErrorPrediction() {
    }

    static Map<String, String> of(Case seen, Finding finding, CauseEntry row) {
        if (!row.failure()) {
            return Map.of();
        }
        Map<String, String> errors = new HashMap<>(row.clientErrors());
        Phase phase = finding.phase().orElse(row.phase());
        if (phase == Phase.HANDSHAKE) {
            serverAlert(seen).ifPresent(alert -> byAlert(errors, alert));
            if (finding.cause() == Cause.SERVER_SPEAKS_OTHER_PROTOCOL || finding.cause() == Cause.NON_TLS_ANSWER) {
                plain(seen, errors);
            }
        }
        return errors;
    }

    private static Optional<Alert> serverAlert(Case seen) {
        return seen.fatalAlert(Direction.SERVER).flatMap(SeenAlert::alert);
    }

    private static void byAlert(Map<String, String> errors, Alert alert) {
        int code = alert.description().code();
        errors.put(CHROMIUM, switch (code) {
            case 40, 70, 71 -> "ERR_SSL_VERSION_OR_CIPHER_MISMATCH";
            case 42, 43, 44, 45, 46, 48, 116 -> "ERR_BAD_SSL_CLIENT_AUTH_CERT";
            case 20 -> "ERR_SSL_BAD_RECORD_MAC_ALERT";
            case 51 -> "ERR_SSL_DECRYPT_ERROR_ALERT";
            case 112 -> "ERR_SSL_UNRECOGNIZED_NAME_ALERT";
            default -> "ERR_SSL_PROTOCOL_ERROR";
        });
        if (code == 0) {
            errors.put(FIREFOX, "PR_END_OF_FILE_ERROR");
        } else {
            errors.put(FIREFOX, FIREFOX_ALERTS.getOrDefault(code, "SSL_ERROR_RX_UNKNOWN_ALERT"));
        }
    }

    /** Firefox reads a record header of five bytes: what follows decides whether it waits for more or objects at once. */
    private static void plain(Case seen, Map<String, String> errors) {
        if (seen.observation().bytesFromServer() < 5) {
            errors.put(CHROMIUM, seen.reset(Direction.SERVER) ? "ERR_CONNECTION_RESET" : "ERR_CONNECTION_CLOSED");
        }
        if (seen.reset(Direction.SERVER)) {
            errors.put(FIREFOX, "PR_CONNECT_RESET_ERROR");
        } else if (seen.ended(Direction.SERVER, CloseKind.FIN) && seen.serverEndedFirst()) {
            errors.put(FIREFOX, "PR_END_OF_FILE_ERROR");
        }
    }
}
