package io.helloscope.diagnose;

import static io.helloscope.diagnose.Talk.talk;
import static io.helloscope.observe.Wire.CCS;
import static io.helloscope.observe.Wire.alert;
import static io.helloscope.observe.Wire.data;
import static io.helloscope.observe.Wire.extension;
import static io.helloscope.observe.Wire.flight13;
import static io.helloscope.observe.Wire.hello;
import static io.helloscope.observe.Wire.noise;
import static io.helloscope.observe.Wire.text;
import static io.helloscope.testing.CertificateMaker.NOW;
import static io.helloscope.testing.CertificateMaker.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.helloscope.observe.Arrival;
import io.helloscope.observe.HelloDelivery;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Wire;
import io.helloscope.verdict.Audience;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Evidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a diagnosis says beside its cause. */
class DiagnosisTest {
    private static final Classifier CLASSIFIER = Chains.classifier();

    private static Diagnosis diagnose(Talk talk) {
        return CLASSIFIER.diagnose(talk.over(), NOW);
    }

    private static String firstEvidence(Talk talk) {
        return diagnose(talk).evidence().get(0).text();
    }

    @Test
    void whoIsToBlameForSilenceFollowsTheDeliveryOfTheHello() {
        assertThat(diagnose(talk().client(hello()).seconds(20).clientCloses()).party()).isEqualTo(Party.UNKNOWN);
        assertThat(diagnose(talk().client(hello()).seconds(20).clientCloses().delivered(HelloDelivery.ACKNOWLEDGED)).party()).isEqualTo(Party.SERVER);
        assertThat(diagnose(talk().client(hello()).seconds(20).clientCloses().delivered(HelloDelivery.PARTLY)).party()).isEqualTo(Party.NETWORK);
        assertThat(diagnose(talk().client(hello()).seconds(20).clientCloses().delivered(HelloDelivery.NONE)).party()).isEqualTo(Party.NETWORK);
    }

    @Test
    void whatThisProxyClosesItselfIsNeverTheServersFault() {
        assertThat(diagnose(talk().client(hello()).seconds(5).proxyCloses().delivered(HelloDelivery.ACKNOWLEDGED)).party()).isEqualTo(Party.PROXY);
        byte[] begin = Wire.record(22, Wire.hello12Message());
        assertThat(diagnose(talk().client(hello()).server(begin).seconds(5).proxyCloses()).party()).isEqualTo(Party.PROXY);
    }

    @Test
    void aClientThatLeavesBeforeTheServersUsualTimeHasNotWaitedInVain() {
        Talk five = talk().client(hello()).seconds(5).clientCloses();

        assertThat(CLASSIFIER.diagnose(five.over(), NOW, Duration.ofSeconds(10)).cause()).isEqualTo(Cause.CLIENT_CANCELLED);
        assertThat(CLASSIFIER.diagnose(five.over(), NOW, Duration.ofSeconds(4)).cause()).isEqualTo(Cause.NO_ANSWER_TO_HELLO);
    }

    @Test
    void anOpenConnectionIsJudgedByTheTimeThatHasPassed() {
        Talk waiting = talk().client(hello());

        assertThat(CLASSIFIER.diagnose(waiting.open(), NOW.plusSeconds(30)).evidence().get(0).text())
                .isEqualTo("The server was silent for 30.0 s after the client's hello, without a single byte of an answer; then it was looked at.");
    }

    @Test
    void stringsOfPeersAreEscapedAndCut() {
        String answer = "HTTP/1.1 400 \u001b[31m\"red\" " + "x".repeat(500) + "\r\n\r\n";

        assertThat(firstEvidence(talk().client(hello()).server(text(answer)).serverCloses()))
                .contains("\"HTTP/1.1 400 \\x1b[31m\\\"red\\\" xxxx").contains("...").hasSizeLessThan(250);
    }

    @Test
    void productAndProtocolAreNamedFromTheBytes() {
        byte[] answer = text("HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\n\r\n");
        Diagnosis diagnosis = diagnose(talk().client(hello()).server(answer).serverCloses());

        assertThat(diagnosis.product()).hasValueSatisfying(product -> assertThat(product).startsWith("nginx"));
        assertThat(diagnosis.protocol()).contains("http");
        assertThat(diagnosis.remedies().get(0).text()).contains("listen 443 ssl;");
        assertThat(diagnosis.remedies()).as("lines for other servers would be in the way").noneMatch(remedy -> remedy.text().contains("Vite"))
                .anyMatch(remedy -> remedy.audience() == Audience.USER);
        assertThat(diagnosis.confidence()).isEqualTo(Confidence.CERTAIN);
        assertThat(diagnosis.party()).isEqualTo(Party.SERVER);
    }

    @Test
    void anAlertIsToldWithItsNumberAndWhatTheClientOffered() {
        List<Evidence> evidence = diagnose(talk().client(hello()).server(alert(2, 40)).serverCloses()).evidence();

        assertThat(evidence).extracting(Evidence::from).containsExactly(EvidenceSource.ALERT, EvidenceSource.CLIENT_HELLO);
        assertThat(evidence.get(0).text()).isEqualTo("The server sent a fatal alert 40 (handshake_failure) in answer to the client's hello.");
        assertThat(evidence.get(1).text()).isEqualTo("The client offered TLS 1.3, TLS 1.2, 6 cipher suites and 2 groups, for the name server.test.");
    }

    @Test
    void theNameOfAnEncryptedHelloIsNoMismatch() throws Exception {
        // The outer name is in sight, the certificate is made for it, the proxy was asked for another one.
        byte[] flight = Chains.flight12(server("server.test").signedBy(Chains.INTERMEDIATE), Chains.INTERMEDIATE);
        Diagnosis diagnosis = diagnose(talk().askedFor("secret.test").client(hello(extension(0xfe0d, noise(100))))
                .server(flight).client(alert(2, 46)).clientCloses());

        assertThat(diagnosis.cause()).isEqualTo(Cause.CERTIFICATE_REJECTED);
    }

    @Test
    void anAddressThatTheClientLookedUpItselfIsNoNameToCompare() throws Exception {
        byte[] flight = Chains.flight12(server("other.test").signedBy(Chains.INTERMEDIATE), Chains.INTERMEDIATE);
        byte[] nameless = Wire.record(22, Wire.handshake(1, Wire.u16(0x0303), noise(32), Wire.vector8(), Wire.vector16(Wire.u16(0xc02f)),
                Wire.vector8(Wire.u8(0)), Wire.vector16(extension(0xff01, Wire.u8(0)))));
        Talk talk = talk().askedFor("192.0.2.1").client(nameless).server(flight).client(alert(2, 46)).clientCloses();

        assertThat(diagnose(talk).cause()).isEqualTo(Cause.CERTIFICATE_NAME_MISMATCH);
        assertThat(diagnose(talk.arriving(Arrival.CAPTURE)).cause()).isEqualTo(Cause.CERTIFICATE_REJECTED);
        assertThat(diagnose(talk.arriving(Arrival.SOCKS5)).cause()).isEqualTo(Cause.CERTIFICATE_REJECTED);
    }

    @Test
    void anInvisibleCertificateIsNeverJudgedForCertain() {
        Diagnosis diagnosis = diagnose(talk().client(hello()).server(flight13(0x1301)).client(CCS, data(19)).clientCloses());

        assertThat(diagnosis.cause()).isEqualTo(Cause.CERTIFICATE_REJECTED);
        assertThat(diagnosis.confidence()).isEqualTo(Confidence.LIKELY);
        assertThat(diagnosis.phase()).isEqualTo(Phase.CERTIFICATE);
        assertThat(diagnosis.overridable()).isEmpty();
    }

    @Test
    void onlyFaultsOfACertificateCanBePassed() throws Exception {
        byte[] flight = Chains.flight12(server("server.test").selfSigned());
        Diagnosis selfSigned = diagnose(talk().client(hello()).server(flight).client(alert(2, 48)).clientCloses());
        Diagnosis plain = diagnose(talk().client(hello()).server(text("SSH-2.0-x\r\n")).clientCloses());

        assertThat(selfSigned.overridable()).contains(true);
        assertThat(plain.overridable()).contains(false);
    }

    @Test
    void aPortalThatAnswersForTheNextProxyIsAMatterOfTheNetwork() {
        Diagnosis diagnosis = diagnose(talk().nextProxy(Reach.Failure.NEXT_PROXY_REFUSED, "HTTP/1.1 511 Login\r\n\r\n"));

        assertThat(diagnosis.phase()).isEqualTo(Phase.NETWORK);
        assertThat(diagnosis.party()).isEqualTo(Party.NETWORK);
        assertThat(diagnosis.clientErrors()).containsEntry("chromium", "ERR_TUNNEL_CONNECTION_FAILED")
                .containsEntry("curl", "(56) CONNECT tunnel failed, response 511");
    }

    @Test
    void anObjectionToAPostQuantumHelloIsRatherTheNetworks() {
        byte[] share = extension(51, Wire.vector16(Wire.u16(0x11ec), Wire.vector16(noise(1216))));
        byte[] modern = Wire.record(22, Wire.handshake(1, Wire.u16(0x0303), noise(32), Wire.vector8(), Wire.vector16(Wire.u16(0x1301)),
                Wire.vector8(Wire.u8(0)), Wire.vector16(extension(43, Wire.vector8(Wire.u16(0x0304))), share)));
        Diagnosis diagnosis = diagnose(talk().client(modern).server(alert(2, 47)).serverCloses());

        assertThat(diagnosis.cause()).isEqualTo(Cause.SERVER_REJECTED_HELLO);
        assertThat(diagnosis.party()).isEqualTo(Party.NETWORK);
        assertThat(diagnosis.confidence()).isEqualTo(Confidence.LIKELY);
    }

    @Test
    void aServersGreetingIsNoFailureWhileTheClientMayAnswer() {
        Talk greeted = talk().server(text("SSH-2.0-OpenSSH_9.2\r\n"));

        assertThat(CLASSIFIER.diagnose(greeted.open(), NOW).failure()).isFalse();
        assertThat(diagnose(greeted.clientCloses()).confidence()).isEqualTo(Confidence.POSSIBLE);
        assertThat(diagnose(greeted.from("Mozilla/5.0")).confidence()).isEqualTo(Confidence.LIKELY);
    }

    @Test
    void successesPredictNoError() {
        assertThat(diagnose(talk().client(hello()).server(flight13(0x1301)).client(CCS, data(53)).clientCloses()).clientErrors()).isEmpty();
    }

    @Test
    void noByteOfAPeerMakesItThrow() {
        byte[] client = hello();
        byte[] flight = Wire.flight12();
        for (int i = 0; i < client.length; i++) {
            byte[] damaged = client.clone();
            damaged[i] ^= (byte) 0xff;
            Talk talk = talk().client(damaged).server(flight).client(alert(2, 47)).clientCloses();
            assertThatCode(() -> diagnose(talk)).as("byte " + i + " of the hello").doesNotThrowAnyException();
        }
        for (int i = 0; i < flight.length; i++) {
            byte[] damaged = flight.clone();
            damaged[i] ^= (byte) 0xff;
            Talk talk = talk().client(client).server(damaged).client(alert(2, 46)).clientCloses();
            assertThatCode(() -> diagnose(talk)).as("byte " + i + " of the flight").doesNotThrowAnyException();
        }
    }
}
