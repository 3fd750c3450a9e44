package io.helloscope.diagnose;

import static io.helloscope.diagnose.Talk.HOST;
import static io.helloscope.observe.Wire.alert;
import static io.helloscope.observe.Wire.certificateMessage;
import static io.helloscope.observe.Wire.extension;
import static io.helloscope.observe.Wire.handshake;
import static io.helloscope.observe.Wire.helloDone;
import static io.helloscope.observe.Wire.join;
import static io.helloscope.observe.Wire.keyExchangeMessage;
import static io.helloscope.observe.Wire.noise;
import static io.helloscope.observe.Wire.record;
import static io.helloscope.observe.Wire.retryRequest;
import static io.helloscope.observe.Wire.serverHelloMessage;
import static io.helloscope.observe.Wire.u16;
import static io.helloscope.observe.Wire.u8;
import static io.helloscope.observe.Wire.vector16;
import static io.helloscope.observe.Wire.vector8;
import static io.helloscope.testing.CertificateMaker.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.Question.Change;
import io.helloscope.observe.Question.Hello;
import io.helloscope.observe.Question.OnlyVersion;
import io.helloscope.observe.Question.Plain;
import io.helloscope.observe.Question;
import io.helloscope.testing.CertificateMaker.Issued;
import io.helloscope.tls.ProtocolVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Questions and answers as people read them, and the table of versions. */
class AnswerTextTest {
    private static final Question HELLO = new Hello(Change.NOTHING);

    private static String text(Reply reply) {
        return AnswerText.of(reply.to(HELLO));
    }

    @Test
    void saysWhatTheServerDid() {
        assertThat(text(Reply.alert(40))).isEqualTo("alert handshake_failure");
        assertThat(text(Reply.resets())).isEqualTo("reset after 4 ms without an answer");
        assertThat(text(Reply.closes())).isEqualTo("closed after 4 ms without an answer");
        assertThat(text(Reply.silence())).isEqualTo("silent for 1.5 s");
        assertThat(text(Reply.unreachable())).isEqualTo("not reached: refused");
        assertThat(text(Reply.of(retryRequest()))).isEqualTo("TLS 1.3, TLS_AES_128_GCM_SHA256; a new hello wanted with a key share of secp256r1");
    }

    @Test
    void saysWhichParametersAndWhoseCertificate() throws Exception {
        Issued leaf = server(HOST).signedBy(Chains.INTERMEDIATE);
        byte[] flight = join(record(22, serverHelloMessage(0x0303, 0xc02f, noise(32), extension(0xff01, u8(0)))),
                record(22, certificateMessage(leaf.der().toArray())), record(22, keyExchangeMessage()), record(22, helloDone()));

        assertThat(text(Reply.of(flight))).isEqualTo("TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256; group x25519; certificate of server.test, issued by"
                + " Lab Issuing CA, valid from 2026-06-05 to 2026-09-03");
        assertThat(text(Reply.session(true, Optional.of(116), leaf))).contains("certificate of server.test").contains("a client certificate wanted")
                .endsWith("alert certificate_required");
    }

    @Test
    void plainTextIsEscapedAndCut() {
        assertThat(AnswerText.of(Reply.text("HTTP/1.1 400 Bad\r\nServer: gunicorn\r\n\r\n").to(Plain.HTTP))).isEqualTo("plain HTTP 400, Server: gunicorn");
        assertThat(AnswerText.of(Reply.text("SSH-2.0-\u001b[31m" + "x".repeat(300) + "\r\n").to(Plain.BANNER)))
                .startsWith("plain text \"SSH-2.0-\\x1b[31mxxx").hasSizeLessThan(150);
        assertThat(AnswerText.of(Reply.text("HTTP/1.1 200 OK\r\nServer: \u001b\u009b" + "y".repeat(300) + "\r\n\r\n").to(Plain.HTTP)))
                .doesNotContain("\u001b", "\u009b").hasSizeLessThan(200);
    }

    @Test
    void everyQuestionHasItsWords() {
        List<Question> all = Stream.of(Arrays.stream(Plain.values()), Arrays.stream(Change.values()).map(Hello::new),
                Stream.of(new OnlyVersion(ProtocolVersion.TLS_1_0), new Question.Certificate(), new Question.OtherAddress()))
                .<Question>flatMap(some -> some).toList();

        assertThat(all.stream().map(QuestionText::of).distinct().toList()).hasSameSizeAs(all).noneMatch(String::isBlank);
    }

    @Test
    void theTableOfVersionsHoldsWhatIsKnown() {
        var seen = Talk.talk().client(Interview.modernHello()).server(alert(2, 70)).serverCloses().over().observation();
        var answers = List.of(Reply.alert(70).to(new OnlyVersion(ProtocolVersion.TLS_1_3)),
                Reply.of(record(22, serverHelloMessage(0x0301, 0x002f, noise(32)))).to(new OnlyVersion(ProtocolVersion.TLS_1_0)));
        List<VersionTable.Row> rows = VersionTable.of(seen, answers).rows();

        assertThat(rows).extracting(row -> row.version().name()).containsExactly("TLS 1.3", "TLS 1.2", "TLS 1.0");
        assertThat(rows.get(0)).isEqualTo(new VersionTable.Row(ProtocolVersion.TLS_1_3, Optional.of(true), Optional.of(false),
                Optional.of("alert protocol_version")));
        assertThat(rows.get(1).accepted()).isEmpty();
        assertThat(rows.get(2).offered()).contains(false);
        assertThat(rows.get(2).accepted()).contains(true);
        assertThat(rows.get(2).answer()).contains("TLS 1.0, TLS_RSA_WITH_AES_128_CBC_SHA");
    }

    @Test
    void aHelloWithoutAListOfVersionsNamesItsNewestOnly() {
        byte[] old = record(22, handshake(1, u16(0x0303), noise(32),
                vector8(), vector16(u16(0xc02f)),
                vector8(u8(0))));
        var seen = Talk.talk().client(old).serverCloses().over().observation();

        assertThat(VersionTable.of(seen, List.of()).rows()).containsExactly(
                new VersionTable.Row(ProtocolVersion.TLS_1_2, Optional.of(true), Optional.empty(), Optional.empty()));
    }
}
