package io.helloscope.diagnose;

import static io.helloscope.diagnose.Talk.talk;
import static io.helloscope.observe.Wire.alert;
import static io.helloscope.observe.Wire.certificateMessage;
import static io.helloscope.observe.Wire.certificateRequestMessage;
import static io.helloscope.observe.Wire.clientKeyExchange;
import static io.helloscope.observe.Wire.extension;
import static io.helloscope.observe.Wire.finished12;
import static io.helloscope.observe.Wire.flight12;
import static io.helloscope.observe.Wire.hello;
import static io.helloscope.observe.Wire.hex;
import static io.helloscope.observe.Wire.noise;
import static io.helloscope.observe.Wire.record;
import static io.helloscope.observe.Wire.serverHelloMessage;
import static io.helloscope.observe.Wire.text;
import static io.helloscope.observe.Wire.u16;
import static io.helloscope.observe.Wire.vector16;
import static io.helloscope.testing.CertificateMaker.NOW;
import static io.helloscope.testing.CertificateMaker.authority;
import static io.helloscope.testing.CertificateMaker.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.Wire;
import io.helloscope.testing.CertificateMaker.Issued;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients show, where the details change it. The open scenarios of the laboratory are held in {@link TruthReplayTest}. */
class ErrorPredictionTest {
    private static final Classifier CLASSIFIER = Chains.classifier();

    private static Map<String, String> errors(Talk talk) {
        return CLASSIFIER.diagnose(talk.over(), NOW).clientErrors();
    }

    @ParameterizedTest
    @CsvSource({"10, ERR_SSL_PROTOCOL_ERROR, SSL_ERROR_HANDSHAKE_UNEXPECTED_ALERT", "20, ERR_SSL_BAD_RECORD_MAC_ALERT, SSL_ERROR_BAD_MAC_ALERT",
        "30, ERR_SSL_DECOMPRESSION_FAILURE_ALERT, SSL_ERROR_DECOMPRESSION_FAILURE_ALERT",
                "40, ERR_SSL_VERSION_OR_CIPHER_MISMATCH, SSL_ERROR_NO_CYPHER_OVERLAP",
        "43, ERR_BAD_SSL_CLIENT_AUTH_CERT, SSL_ERROR_UNSUPPORTED_CERT_ALERT", "46, ERR_BAD_SSL_CLIENT_AUTH_CERT, SSL_ERROR_CERTIFICATE_UNKNOWN_ALERT",
        "47, ERR_SSL_PROTOCOL_ERROR, SSL_ERROR_ILLEGAL_PARAMETER_ALERT", "51, ERR_SSL_DECRYPT_ERROR_ALERT, SSL_ERROR_DECRYPT_ERROR_ALERT",
        "70, ERR_SSL_VERSION_OR_CIPHER_MISMATCH, SSL_ERROR_PROTOCOL_VERSION_ALERT", "80, ERR_SSL_PROTOCOL_ERROR, SSL_ERROR_INTERNAL_ERROR_ALERT",
        "112, ERR_SSL_UNRECOGNIZED_NAME_ALERT, SSL_ERROR_UNRECOGNIZED_NAME_ALERT",
                "116, ERR_BAD_SSL_CLIENT_AUTH_CERT, SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT",
        "120, ERR_SSL_PROTOCOL_ERROR, SSL_ERROR_NEXT_PROTOCOL_NO_PROTOCOL", "77, ERR_SSL_PROTOCOL_ERROR, SSL_ERROR_RX_UNKNOWN_ALERT"})
    void namesTheServersAlert(int code, String chromium, String firefox) {
        assertThat(errors(talk().client(hello()).server(alert(2, code)).serverCloses())).containsEntry("chromium", chromium)
                .containsEntry("firefox", firefox);
    }

    @Test
    void openSslNumbersAlertsFromAThousandOn() {
        assertThat(errors(talk().client(hello()).server(alert(2, 22)).serverCloses()))
                .containsEntry("curl", "(35) error:0A0003FE:SSL routines::tlsv1 alert record overflow")
                .containsEntry("openssl", "ssl3_read_bytes:tlsv1 alert record overflow");
        assertThat(errors(talk().client(hello()).server(alert(2, 199)).serverCloses()))
                .containsEntry("curl", "(35) error:0A0004AF:SSL routines::reason(1199)");
    }

    @Test
    void aLateHandshakeFailureIsAboutTheClientsCertificate() {
        Talk talk = talk().client(hello()).server(flight12(record(22, certificateRequestMessage())))
                .client(record(22, certificateMessage()), clientKeyExchange(), Wire.CCS, finished12()).server(alert(2, 40)).serverCloses();

        assertThat(errors(talk)).containsEntry("chromium", "ERR_BAD_SSL_CLIENT_AUTH_CERT")
                .containsEntry("firefox", "SSL_ERROR_HANDSHAKE_FAILURE_ALERT");
    }

    private static Talk answered(byte[] answer) {
        return talk().client(hello()).server(answer);
    }

    @Test
    void firefoxReadsALengthOutOfPlainText() {
        // 'P' and '/' make 20,527 bytes, more than any record; ' ' and 'm' make 8,301, for which it waits.
        byte[] http = text("HTTP/1.1 400 Bad Request\r\n\r\n");
        byte[] mail = text("220 mail.test ESMTP\r\n");
        byte[] database = hex("4a0000000a382e302e33340000000000000000");

        assertThat(errors(answered(http).serverCloses())).containsEntry("firefox", "SSL_ERROR_RX_RECORD_TOO_LONG");
        assertThat(errors(answered(mail).serverCloses())).containsEntry("firefox", "PR_END_OF_FILE_ERROR");
        assertThat(errors(answered(mail).serverResets())).containsEntry("firefox", "PR_CONNECT_RESET_ERROR");
        assertThat(errors(answered(database).serverCloses())).containsEntry("firefox", "SSL_ERROR_RX_UNKNOWN_RECORD_TYPE");
    }

    @Test
    void chromiumReadsAHeaderBeforeItJudges() {
        assertThat(errors(answered(text("EHLO")).serverCloses())).containsEntry("chromium", "ERR_CONNECTION_CLOSED");
        assertThat(errors(answered(text("EHLO")).serverResets())).containsEntry("chromium", "ERR_CONNECTION_RESET");
        assertThat(errors(answered(text("EHLO you")).serverResets())).containsEntry("chromium", "ERR_SSL_PROTOCOL_ERROR");
    }

    private static Map<String, String> objecting(byte[] answer, int code, String agent) {
        return errors(answered(answer).from(agent).client(alert(2, code)).clientCloses());
    }

    @Test
    void theBrowsersOwnAlertShowsHowItTakesAVersion() {
        String chrome = "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36";
        byte[] strange = record(22, serverHelloMessage(0x0305, 0xc02f, noise(32)));

        assertThat(objecting(strange, 70, chrome)).containsEntry("chromium", "ERR_SSL_VERSION_OR_CIPHER_MISMATCH");
        assertThat(objecting(strange, 47, chrome)).containsEntry("chromium", "ERR_SSL_PROTOCOL_ERROR");
        assertThat(objecting(strange, 47, "curl/7.88.1")).containsEntry("chromium", "ERR_SSL_VERSION_OR_CIPHER_MISMATCH");
    }

    @Test
    void firefoxNamesWhatWasChosenWrongly() {
        String firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";
        byte[] cipher = record(22, serverHelloMessage(0x0303, 0x0005, noise(32)));
        byte[] otherVersion = record(22, serverHelloMessage(0x0303, 0x1301, noise(32)));
        byte[] group = record(22, serverHelloMessage(0x0303, 0x1301, noise(32), extension(43, u16(0x0304)),
                extension(51, u16(0x001e), vector16(noise(56)))));

        assertThat(objecting(cipher, 47, firefox)).containsEntry("firefox", "SSL_ERROR_NO_CYPHER_OVERLAP");
        assertThat(objecting(otherVersion, 47, firefox)).containsEntry("firefox", "SSL_ERROR_CIPHER_DISALLOWED_FOR_VERSION");
        assertThat(objecting(group, 47, firefox)).containsEntry("firefox", "SSL_ERROR_RX_MALFORMED_KEY_SHARE");
        assertThat(objecting(hello(), 10, firefox)).containsEntry("firefox", "SSL_ERROR_RX_UNEXPECTED_CLIENT_HELLO");
    }

    @Test
    void damageWithoutAnObjectionEndsAsTheConnectionDoes() {
        assertThat(errors(answered(hex("1603030000")).serverCloses())).containsEntry("chromium", "ERR_CONNECTION_CLOSED")
                .containsEntry("firefox", "PR_END_OF_FILE_ERROR");
    }

    @Test
    void firefoxTellsAnExpiredIssuerFromAnExpiredCertificate() throws Exception {
        Issued old = authority("O=Lab,CN=Lab Old CA").valid(NOW.minus(Duration.ofDays(900)), NOW.minus(Duration.ofDays(5))).signedBy(Chains.ROOT);
        byte[] flight = Chains.flight12(server(Talk.HOST).signedBy(old), old);

        assertThat(errors(answered(flight).client(alert(2, 46)).clientCloses())).containsEntry("chromium", "ERR_CERT_DATE_INVALID")
                .containsEntry("firefox", "SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE");
    }
}
