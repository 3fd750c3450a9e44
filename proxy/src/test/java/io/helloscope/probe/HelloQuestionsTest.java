package io.helloscope.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.dial.DialSettings;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.observe.Question.Change;
import io.helloscope.observe.ServerCertificates;
import io.helloscope.probe.hello.Browser;
import io.helloscope.probe.hello.Hellos;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.tls.AlertDescription;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ProtocolVersion;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hellos that are sent byte by byte to servers of the JDK. */
@Timeout(60)
class HelloQuestionsTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ClientHello HELLO = Hellos.browser(Browser.CHROMIUM, "page.test", List.of("h2", "http/1.1"), RANDOM);

    private final ProbeKit kit = new ProbeKit(DialSettings.DEFAULT, new ProbeSettings(Duration.ofSeconds(5), 64 * 1024),
            new RawHellos());
    private final CertificateMaker.Issued leaf = CertificateMaker.server("page.test").selfSigned();

    HelloQuestionsTest() throws Exception {
    }

    @AfterEach
    void close() {
        kit.close();
    }

    private Peer peer(String version) throws Exception {
        return new Peer(TlsPeer.listen(version, false, leaf), (socket, in, out) -> in.read());
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void repeatsAClientsHelloWithEveryChange(Change change) throws Exception {
        try (Peer peer = peer(change == Change.WITHOUT_TLS13 ? "TLSv1.2" : "TLSv1.3")) {
            Question question = new Question.Hello(change);
            ProbeAnswer answer = kit.ask(question, ProbeKit.target("page.test", peer.port(), Optional.of(HELLO)));
            assertThat(answer.asked()).isTrue();
            assertThat(answer.shookHands()).isTrue();
            assertThat(answer.observation().clientHello().orElseThrow().random()).isNotEqualTo(HELLO.random());
            assertThat(answer.took()).isLessThan(Duration.ofSeconds(4));
            assertThat(peer.connections()).isOne();
        }
    }

    @Test
    void waitsForTheCertificateWhereItIsInTheClear() throws Exception {
        try (Peer peer = peer("TLSv1.2")) {
            ProbeAnswer answer = kit.ask(new Question.OnlyVersion(ProtocolVersion.TLS_1_2), ProbeKit.target("page.test", peer.port()));
            assertThat(answer.shookHands()).isTrue();
            assertThat(answer.observation().certificates()).isEqualTo(new ServerCertificates.Seen(List.of(leaf.der())));
            assertThat(answer.observation().clientHello().orElseThrow().serverName()).contains("page.test");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0300, 0x0301, 0x0302, 0x0304})
    void hearsThatAnotherVersionIsRefused(int code) throws Exception {
        try (Peer peer = peer("TLSv1.2")) {
            ProbeAnswer answer = kit.ask(new Question.OnlyVersion(new ProtocolVersion(code)), ProbeKit.target("page.test", peer.port()));
            assertThat(answer.shookHands()).isFalse();
            assertThat(answer.observation().alerts()).hasSize(1);
            assertThat(answer.observation().alerts().get(0).alert().orElseThrow().description())
                    .isIn(AlertDescription.PROTOCOL_VERSION, AlertDescription.HANDSHAKE_FAILURE);
        }
    }

    @Test
    void aChangeThatChangesNothingIsNotAsked() throws Exception {
        ClientHello withoutAlpn = Hellos.browser(Browser.CHROMIUM, "page.test", List.of(), RANDOM);
        assertThat(Change.WITHOUT_ALPN.appliesTo(withoutAlpn)).isFalse();
        ProbeTarget target = ProbeKit.target("page.test", 1, Optional.of(withoutAlpn));
        assertThat(kit.ask(new Question.Hello(Change.WITHOUT_ALPN), target).asked()).isFalse();
        assertThat(kit.ask(new Question.Hello(Change.NOTHING), ProbeKit.target("page.test", 1)).asked()).as("no hello to repeat").isFalse();
    }
}
