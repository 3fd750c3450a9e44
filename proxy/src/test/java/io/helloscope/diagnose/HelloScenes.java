package io.helloscope.diagnose;

import static io.helloscope.diagnose.Talk.talk;
import static io.helloscope.observe.Wire.CCS;
import static io.helloscope.observe.Wire.RETRY_RANDOM;
import static io.helloscope.observe.Wire.alert;
import static io.helloscope.observe.Wire.certificateMessage;
import static io.helloscope.observe.Wire.certificateRequestMessage;
import static io.helloscope.observe.Wire.clientKeyExchange;
import static io.helloscope.observe.Wire.data;
import static io.helloscope.observe.Wire.extension;
import static io.helloscope.observe.Wire.finished12;
import static io.helloscope.observe.Wire.flight12;
import static io.helloscope.observe.Wire.flight13;
import static io.helloscope.observe.Wire.handshake;
import static io.helloscope.observe.Wire.hello12Message;
import static io.helloscope.observe.Wire.hello13;
import static io.helloscope.observe.Wire.hello;
import static io.helloscope.observe.Wire.helloDone;
import static io.helloscope.observe.Wire.helloMessage;
import static io.helloscope.observe.Wire.hex;
import static io.helloscope.observe.Wire.join;
import static io.helloscope.observe.Wire.noise;
import static io.helloscope.observe.Wire.record;
import static io.helloscope.observe.Wire.retryRequest;
import static io.helloscope.observe.Wire.serverHelloMessage;
import static io.helloscope.observe.Wire.text;
import static io.helloscope.observe.Wire.u16;
import static io.helloscope.observe.Wire.u8;
import static io.helloscope.observe.Wire.vector16;
import static io.helloscope.observe.Wire.vector8;
import static io.helloscope.testing.CertificateMaker.server;

import io.helloscope.verdict.Cause;
import java.util.List;
import java.util.Map;

/** Handshakes that an alert or a wrong answer ends. */
final class HelloScenes {
    private HelloScenes() {
    }

    static void addTo(Rows rows) {
        serverAlerts(rows);
        helloAnswers(rows);
        clientAlerts(rows);
    }

    private static void serverAlerts(Rows rows) {
        Map<Integer, Cause> alerts = Map.ofEntries(Map.entry(0, Cause.SERVER_DECLINED), Map.entry(10, Cause.SERVER_REJECTED_HELLO),
                Map.entry(20, Cause.SERVER_REJECTED_HELLO), Map.entry(22, Cause.SERVER_REJECTED_HELLO), Map.entry(40, Cause.NO_COMMON_PARAMETERS),
                Map.entry(42, Cause.CLIENT_CERTIFICATE_REJECTED), Map.entry(44, Cause.CLIENT_CERTIFICATE_REJECTED),
                Map.entry(47, Cause.SERVER_REJECTED_HELLO),
                Map.entry(48, Cause.CLIENT_CERTIFICATE_REJECTED), Map.entry(49, Cause.ACCESS_DENIED), Map.entry(50, Cause.SERVER_REJECTED_HELLO),
                Map.entry(51, Cause.SERVER_REJECTED_HELLO), Map.entry(70, Cause.SERVER_VERSION_TOO_OLD), Map.entry(71, Cause.NO_COMMON_PARAMETERS),
                Map.entry(80, Cause.SERVER_INTERNAL_ERROR), Map.entry(86, Cause.INAPPROPRIATE_FALLBACK), Map.entry(90, Cause.SERVER_DECLINED),
                Map.entry(109, Cause.SERVER_REJECTED_HELLO), Map.entry(110, Cause.SERVER_REJECTED_HELLO), Map.entry(112, Cause.UNRECOGNIZED_NAME),
                Map.entry(115, Cause.SERVER_REJECTED_HELLO), Map.entry(116, Cause.CLIENT_CERTIFICATE_REQUIRED),
                Map.entry(120, Cause.NO_APPLICATION_PROTOCOL),
                Map.entry(121, Cause.ECH_REQUIRED), Map.entry(199, Cause.SERVER_REJECTED_HELLO));
        alerts.forEach((code, cause) -> rows.add(cause, "alert " + code + " to the hello", talk().client(hello()).server(alert(2, code))
                .serverCloses()));
        rows.add(Cause.CLIENT_VERSION_TOO_OLD, "alert 70 to a client of TLS 1.2", talk().client(record(22, helloMessage(List.of(0x0303))))
                .server(alert(2, 70)).serverCloses())
                .add(Cause.SERVER_DECLINED, "close_notify for an answer", talk().client(hello()).server(alert(1, 0)).serverCloses())
                .add(Cause.UNRECOGNIZED_NAME, "the warning, and gone", talk().client(hello()).server(alert(1, 112)).serverCloses())
                .add(Cause.NO_COMMON_PARAMETERS, "alert, then reset", talk().client(hello()).server(alert(2, 40)).serverResets())
                .add(Cause.CLOSED_DURING_HANDSHAKE, "close_notify amid the handshake", talk().client(hello()).server(flight12(), alert(1, 0))
                        .serverCloses())
                .add(Cause.CLIENT_CERTIFICATE_REQUIRED, "alert 40 after no certificate", talk().client(hello())
                        .server(flight12(record(22, certificateRequestMessage())))
                        .client(record(22, certificateMessage()), clientKeyExchange(), CCS, finished12()).server(alert(2, 40)).serverCloses())
                .add(Cause.CLIENT_CERTIFICATE_REJECTED, "alert 48 after a certificate", talk().client(hello())
                        .server(flight12(record(22, certificateRequestMessage())))
                        .client(record(22, certificateMessage(noise(700))), clientKeyExchange(), CCS, finished12()).server(alert(2, 48))
                                .serverCloses())
                .add(Cause.CLIENT_CERTIFICATE_REQUIRED, "TLS 1.3, hidden alert after no certificate", talk().client(hello()).server(flight13(0x1302))
                        .client(CCS, data(25), data(69), data(200)).server(data(19)).serverCloses())
                .add(Cause.CLIENT_CERTIFICATE_REQUIRED, "TLS 1.3, closed after no certificate", talk().client(hello()).server(flight13(0x1302))
                        .client(CCS, data(77), data(200)).serverCloses());
    }

    private static void helloAnswers(Rows rows) {
        rows.add(Cause.SERVER_VERSION_TOO_OLD, "TLS 1.0 to a client that begins with 1.2", talk().client(hello())
                .server(record(22, serverHelloMessage(0x0301, 0xc02f, noise(32)))).client(alert(2, 70)).clientCloses())
                .add(Cause.SERVER_VERSION_TOO_OLD, "TLS 1.2 to a client of TLS 1.3 only", talk().client(record(22, helloMessage(List.of(0x0304))))
                        .server(answer12(0xc02f)).client(alert(2, 70)).clientCloses())
                .add(Cause.SERVER_VERSION_TOO_OLD, "TLS 1.1 offered and yet refused", talk().client(record(22, helloMessage(List.of(0x0303, 0x0302))))
                        .server(record(22, serverHelloMessage(0x0302, 0xc02f, noise(32)))).client(alert(2, 80)).clientResets())
                .add(Cause.VERSION_NOT_OFFERED, "0x0304 in the version field", talk().client(hello())
                        .server(record(22, serverHelloMessage(0x0304, 0xc02f, noise(32)))).client(alert(2, 47)).clientCloses())
                .add(Cause.VERSION_NOT_OFFERED, "0x0305", talk().client(hello()).server(record(22, serverHelloMessage(0x0305, 0xc02f, noise(32))))
                        .client(alert(2, 70)).clientCloses())
                .add(Cause.VERSION_NOT_OFFERED, "a draft", talk().client(hello()).server(record(22, serverHelloMessage(0x0303, 0x1301, noise(32),
                        extension(43, u16(0x7f1c))))).client(alert(2, 47)).clientCloses())
                .add(Cause.VERSION_NOT_OFFERED, "TLS 1.3 to a client of 1.2", talk().client(record(22, helloMessage(List.of(0x0303))))
                        .server(hello13(0x1301)).client(alert(2, 47)).clientCloses())
                .add(Cause.DOWNGRADE_DETECTED, "sentinel", talk().client(hello()).server(record(22, serverHelloMessage(0x0303, 0xc02f, sentinel())))
                        .client(alert(2, 47)).clientCloses())
                .add(Cause.PARAMETER_NOT_OFFERED, "cipher", talk().client(hello()).server(answer12(0x0005)).client(alert(2, 47)).clientCloses())
                .add(Cause.PARAMETER_NOT_OFFERED, "TLS 1.3 cipher in 1.2", talk().client(hello()).server(answer12(0x1301)).client(alert(2, 47))
                        .clientCloses())
                .add(Cause.PARAMETER_NOT_OFFERED, "extension", talk().client(hello()).server(answer12(0xc02f, extension(0x3374)))
                        .client(alert(2, 110)).clientCloses())
                .add(Cause.PARAMETER_NOT_OFFERED, "application protocol", talk().client(hello(extension(16, vector16(vector8(text("h2"))))))
                        .server(answer12(0xc02f, extension(16, vector16(vector8(text("foo")))))).client(alert(2, 47)).clientCloses())
                .add(Cause.PARAMETER_NOT_OFFERED, "group without a share", talk().client(hello()).server(answer13(0x0017)).client(alert(2, 47))
                        .clientCloses())
                .add(Cause.PARAMETER_NOT_OFFERED, "unknown group", talk().client(hello()).server(answer13(0x001e)).client(alert(2, 47))
                        .clientCloses())
                .add(Cause.MALFORMED_SERVER_ANSWER, "other session id", talk().client(hello())
                        .server(record(22, handshake(2, u16(0x0303), noise(32), vector8(noise(16)), u16(0x1301), u8(0),
                        vector16(extension(43, u16(0x0304)), extension(51, u16(0x001d), vector16(noise(32))))))).client(alert(2, 47)).clientCloses())
                .add(Cause.MALFORMED_SERVER_ANSWER, "two retries", talk().client(hello()).server(retryRequest()).client(CCS, hello())
                        .server(retryRequest()).client(alert(2, 10)).clientCloses())
                .add(Cause.MALFORMED_SERVER_ANSWER, "retry for a share that was sent", talk().client(hello())
                        .server(record(22, serverHelloMessage(0x0303, 0x1301, RETRY_RANDOM,
                        extension(43, u16(0x0304)), extension(51, u16(0x001d))))).client(alert(2, 47)).clientCloses())
                .add(Cause.MALFORMED_SERVER_ANSWER, "no key share", talk().client(hello())
                        .server(record(22, serverHelloMessage(0x0303, 0x1301, noise(32), extension(43, u16(0x0304))))).client(alert(2, 109))
                                .clientCloses())
                .add(Cause.MALFORMED_SERVER_ANSWER, "echo", talk().client(hello()).server(hello()).client(alert(2, 10)).clientCloses())
                .add(Cause.MALFORMED_SERVER_ANSWER, "endless record", talk().client(hello()).server(hex("1603035000"), noise(100))
                        .client(alert(2, 22)).clientResets())
                .add(Cause.MALFORMED_SERVER_ANSWER, "certificate first", talk().client(hello()).server(record(22, certificateMessage(noise(600))))
                        .client(alert(2, 10)).clientCloses())
                .add(Cause.MALFORMED_SERVER_ANSWER, "damage amid the flight", talk().client(hello())
                        .server(record(22, hello12Message()), hex("9903030005"), noise(5)).client(alert(2, 10)).clientCloses())
                .add(Cause.LEGACY_SIGNATURE_ALGORITHM, "SHA-1", talk().client(hello()).server(signedWith(0x0201)).client(alert(2, 47)).clientCloses())
                .add(Cause.NO_COMMON_SIGNATURE_ALGORITHM, "P-521", talk().client(hello()).server(signedWith(0x0603)).client(alert(2, 47))
                        .clientCloses());
    }

    private static void clientAlerts(Rows rows) {
        rows.add(Cause.WEAK_DH_PARAMETERS, "1024 bits", talk().client(dheHello()).server(dheFlight()).client(alert(2, 40)).clientResets())
                .add(Cause.LEGACY_RENEGOTIATION, "no renegotiation_info", talk().client(hello(extension(0xff01, u8(0)))).server(answer12(0xc02f))
                        .client(alert(2, 40)).clientCloses())
                .add(Cause.SERVER_SIGNATURE_INVALID, "decrypt_error", talk().client(hello()).server(flight12()).client(alert(2, 51)).clientCloses())
                .add(Cause.SERVER_RECORDS_CORRUPTED, "bad_record_mac in the clear", talk().client(hello()).server(flight13(0x1301))
                        .client(alert(2, 20)).clientCloses())
                .add(Cause.SERVER_RECORDS_CORRUPTED, "alert answered by an alert", talk().client(hello()).server(flight13(0x1301))
                        .client(CCS, data(19)).server(data(19)).serverCloses())
                .add(Cause.CLIENT_REJECTED_HANDSHAKE, "illegal_parameter without a reason in sight", talk().client(hello()).server(flight12())
                        .client(alert(2, 47)).clientCloses())
                .add(Cause.MALFORMED_SERVER_ANSWER, "decode_error", talk().client(hello()).server(flight12()).client(alert(2, 50)).clientCloses())
                .add(Cause.ECH_REQUIRED, "ech_required", talk().client(hello()).server(flight13(0x1301)).client(alert(2, 121)).clientCloses())
                .add(Cause.CLIENT_CANCELLED, "user_canceled and gone", talk().client(hello()).server(flight12()).client(alert(1, 90), alert(1, 0))
                        .clientCloses())
                .add(Cause.CLIENT_CANCELLED, "alert before any answer", talk().client(hello()).client(alert(2, 80)).clientCloses());
    }

    private static byte[] answer12(int suite, byte[]... extensions) {
        return record(22, serverHelloMessage(0x0303, suite, noise(32), extensions));
    }

    private static byte[] answer13(int group) {
        return record(22, serverHelloMessage(0x0303, 0x1301, noise(32), extension(43, u16(0x0304)), extension(51, u16(group), vector16(noise(32)))));
    }

    private static byte[] sentinel() {
        byte[] random = noise(32);
        System.arraycopy(hex("444f574e47524401"), 0, random, 24, 8);
        return random;
    }

    private static byte[] signedWith(int scheme) {
        return join(record(22, hello12Message()), record(22, certificateMessage(noise(600))),
                record(22, handshake(12, u8(3), u16(0x001d), vector8(noise(32)), u16(scheme), vector16(noise(100)))), record(22, helloDone()));
    }

    private static byte[] dheHello() {
        return record(22, handshake(1, u16(0x0303), noise(32), vector8(), vector16(u16(0x009e)), vector8(u8(0)), vector16(extension(13,
                vector16(u16(0x0804))))));
    }

    private static byte[] dheFlight() {
        return join(record(22, serverHelloMessage(0x0303, 0x009e, noise(32))), record(22, certificateMessage(noise(600))),
                record(22, handshake(12, vector16(prime()), vector16(u8(2)), vector16(noise(128)), u16(0x0804), vector16(noise(256)))),
                        record(22, helloDone()));
    }

    private static byte[] prime() {
        byte[] prime = noise(128);
        prime[0] |= (byte) 0x80;
        return prime;
    }
}
