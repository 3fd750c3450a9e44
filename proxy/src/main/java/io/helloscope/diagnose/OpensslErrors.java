package io.helloscope.diagnose;

import java.util.Map;
import java.util.Optional;

/** What OpenSSL 3 says about an alert of the server, and curl with it (measured with OpenSSL 3.0 and curl 7.88 on 2026-11-23). */
final class OpensslErrors {
    /** Library 20, and reasons from 1000 on stand for alerts. */
    private static final int ALERT = 0x0A00_0000 + 1000;

    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(10, "sslv3 alert unexpected message"), Map.entry(20, "sslv3 alert bad record mac"),
            Map.entry(21, "tlsv1 alert decryption failed"), Map.entry(22, "tlsv1 alert record overflow"),
            Map.entry(30, "sslv3 alert decompression failure"), Map.entry(40, "sslv3 alert handshake failure"),
            Map.entry(41, "sslv3 alert no certificate"), Map.entry(42, "sslv3 alert bad certificate"),
            Map.entry(43, "sslv3 alert unsupported certificate"), Map.entry(44, "sslv3 alert certificate revoked"),
            Map.entry(45, "sslv3 alert certificate expired"), Map.entry(46, "sslv3 alert certificate unknown"),
            Map.entry(47, "sslv3 alert illegal parameter"), Map.entry(48, "tlsv1 alert unknown ca"),
            Map.entry(49, "tlsv1 alert access denied"), Map.entry(50, "tlsv1 alert decode error"),
            Map.entry(51, "tlsv1 alert decrypt error"), Map.entry(60, "tlsv1 alert export restriction"),
            Map.entry(70, "tlsv1 alert protocol version"), Map.entry(71, "tlsv1 alert insufficient security"),
            Map.entry(80, "tlsv1 alert internal error"), Map.entry(86, "tlsv1 alert inappropriate fallback"),
            Map.entry(90, "tlsv1 alert user cancelled"), Map.entry(100, "tlsv1 alert no renegotiation"),
            Map.entry(109, "tlsv13 alert missing extension"), Map.entry(110, "tlsv1 unsupported extension"),
            Map.entry(111, "tlsv1 certificate unobtainable"), Map.entry(112, "tlsv1 unrecognized name"),
            Map.entry(113, "tlsv1 bad certificate status response"), Map.entry(114, "tlsv1 bad certificate hash value"),
            Map.entry(115, "tlsv1 alert unknown psk identity"), Map.entry(116, "tlsv13 alert certificate required"),
            Map.entry(120, "tlsv1 alert no application protocol"));

    private OpensslErrors() {
    }

    /**
     * The same fault in two programs.
     *
     * @param curl its message
     * @param openssl function and reason
     */
    record Text(String curl, String openssl) {
    }

    /** Of a fatal alert; close_notify is no error there. */
    static Optional<Text> ofAlert(int code) {
        if (code == 0) {
            return Optional.empty();
        }
        String reason = REASONS.getOrDefault(code, "reason(%d)".formatted(1000 + code));
        return Optional.of(new Text("(35) error:%08X:SSL routines::%s".formatted(ALERT + code, reason), "ssl3_read_bytes:" + reason));
    }
}
