package io.helloscope.diagnose;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.tls.Alert;
import io.helloscope.verdict.Cause;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The error names of Chromium and its kin by what was seen (measured with Chromium 156 on 2026-11-23; mapping of BoringSSL's reasons). */
final class ChromiumErrors {
    private static final String CLOSED = "ERR_CONNECTION_CLOSED";
    private static final String RESET = "ERR_CONNECTION_RESET";
    private static final String PROTOCOL = "ERR_SSL_PROTOCOL_ERROR";
    private static final String MISMATCH = "ERR_SSL_VERSION_OR_CIPHER_MISMATCH";
    private static final int PROTOCOL_VERSION = 70;
    private static final int RECORD_HEADER = 5;
    /** 2^14 bytes, and what BoringSSL allows a cipher to add. */
    private static final int LONGEST_RECORD = 16_384 + 320;
    private static final Set<Cause> CERTIFICATE_ASKED = EnumSet.of(Cause.CLIENT_CERTIFICATE_REQUIRED, Cause.CLIENT_CERTIFICATE_REJECTED);

    private ChromiumErrors() {
    }

    /** A record header is read before anything is judged: its first version byte, then its length. */
    static Optional<String> ofPlainText(Case seen) {
        Bytes answer = seen.observation().serverExcerpt();
        if (answer.length() >= RECORD_HEADER && answer.at(1) != 3) {
            return Optional.of(PROTOCOL);
        }
        int length = answer.length() >= RECORD_HEADER ? answer.at(3) << 8 | answer.at(4) : 0;
        if (length > LONGEST_RECORD || answer.length() >= RECORD_HEADER && seen.observation().bytesFromServer() >= RECORD_HEADER + length) {
            return Optional.of(PROTOCOL);
        }
        return ended(seen);
    }

    static String ofAlert(int code, boolean early, Cause cause) {
        return switch (code) {
            case PROTOCOL_VERSION, 71 -> MISMATCH;
            case 40 -> early ? MISMATCH : CERTIFICATE_ASKED.contains(cause) ? "ERR_BAD_SSL_CLIENT_AUTH_CERT" : PROTOCOL;
            case 42, 43, 44, 45, 46, 48, 116 -> "ERR_BAD_SSL_CLIENT_AUTH_CERT";
            case 20 -> "ERR_SSL_BAD_RECORD_MAC_ALERT";
            case 30 -> "ERR_SSL_DECOMPRESSION_FAILURE_ALERT";
            case 51 -> "ERR_SSL_DECRYPT_ERROR_ALERT";
            case 112 -> "ERR_SSL_UNRECOGNIZED_NAME_ALERT";
            default -> PROTOCOL;
        };
    }

    /** Its own alert shows how it takes the server's hello; where another client spoke, the cause has to do. */
    static Optional<String> ofObjection(Case seen, Cause cause) {
        Optional<Alert> own = seen.objection();
        if (own.isPresent() && seen.isAgent("Chrome/")) {
            return Optional.of(own.get().description().code() == PROTOCOL_VERSION ? MISMATCH : PROTOCOL);
        }
        return own.isEmpty() && cause == Cause.MALFORMED_SERVER_ANSWER ? ended(seen) : Optional.empty();
    }

    /** After a goodbye in TLS the socket counts as used up, after a bare FIN the answer counts as empty. */
    static Optional<String> afterHandshake(Case seen, Cause cause) {
        return cause == Cause.CLOSED_AFTER_HANDSHAKE && seen.hiddenAlert(Direction.SERVER) ? Optional.of("ERR_SOCKET_NOT_CONNECTED")
                : Optional.empty();
    }

    private static Optional<String> ended(Case seen) {
        return seen.reset(Direction.SERVER) ? Optional.of(RESET) : seen.ended(Direction.SERVER, CloseKind.FIN) ? Optional.of(CLOSED)
                : Optional.empty();
    }
}
