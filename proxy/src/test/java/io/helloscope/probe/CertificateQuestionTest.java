package io.helloscope.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.dial.DialSettings;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.observe.Stage;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.tls.AlertDescription;
import io.helloscope.tls.ProtocolVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole handshakes with the JDK's servers, and with what damage makes of them. */
@Timeout(120)
class CertificateQuestionTest {
    private static final Question CERTIFICATE = new Question.Certificate();
    private static final Duration BOUND = Duration.ofSeconds(8);

    private final ProbeKit kit = new ProbeKit(DialSettings.DEFAULT, new ProbeSettings(Duration.ofSeconds(5), 64 * 1024),
            (question, target) -> Optional.empty());

    private final CertificateMaker.Issued root;
    private final CertificateMaker.Issued leaf;

    CertificateQuestionTest() throws Exception {
        root = CertificateMaker.authority("O=Lab,CN=Lab Root").selfSigned();
        leaf = CertificateMaker.server("page.test").signedBy(root);
    }

    @AfterEach
    void close() {
        kit.close();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3,0304", "TLSv1.2,0303"})
    void readsTheChainInEveryVersion(String version, String code) throws Exception {
        CompletableFuture<String> asked = new CompletableFuture<>();
        try (Peer peer = new Peer(TlsPeer.listen(version, false, leaf, root), (socket, in, out) -> {
            ((SSLSocket) socket).startHandshake();
            ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) socket).getSession();
            asked.complete(((SNIHostName) session.getRequestedServerNames().get(0)).getAsciiName());
            assertThat(in.read()).isEqualTo(-1);
        })) {
            ProbeAnswer answer = kit.ask(CERTIFICATE, ProbeKit.target("page.test", peer.port()));
            ProbeAnswer.Session session = answer.session().orElseThrow();
            assertThat(session.certificates()).containsExactly(leaf.der(), root.der());
            assertThat(session.finished()).isTrue();
            assertThat(session.certificateRequested()).isFalse();
            assertThat(session.alert()).isEmpty();
            assertThat(session.alpn()).isEmpty();
            assertThat(session.ocspResponse()).isEmpty();
            assertThat(answer.shookHands()).isTrue();
            assertThat(answer.observation().serverHello().orElseThrow().version())
                    .isEqualTo(new ProtocolVersion(Integer.parseInt(code, 16)));
            assertThat(answer.observation().stage()).isGreaterThanOrEqualTo(Stage.SERVER_FLIGHT);
            assertThat(asked.get(5, TimeUnit.SECONDS)).isEqualTo("page.test");
            assertThat(peer.end()).as("close_notify, no reset").isEqualTo("served");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void hearsTheAlertOfAServerThatMissesAClientCertificate(String version) throws Exception {
        try (Peer peer = new Peer(TlsPeer.listen(version, true, leaf, root), (socket, in, out) -> in.read())) {
            ProbeAnswer answer = kit.ask(CERTIFICATE, ProbeKit.target("page.test", peer.port()));
            ProbeAnswer.Session session = answer.session().orElseThrow();
            assertThat(session.certificates()).containsExactly(leaf.der(), root.der());
            assertThat(session.certificateRequested()).isTrue();
            assertThat(session.alert().orElseThrow().fatal()).isTrue();
            assertThat(session.alert().orElseThrow().description())
                    .isIn(AlertDescription.CERTIFICATE_REQUIRED, AlertDescription.BAD_CERTIFICATE, AlertDescription.HANDSHAKE_FAILURE);
        }
    }

    @Test
    void sendsNoServerNameForAnAddress() throws Exception {
        try (Peer peer = new Peer(TlsPeer.listen("TLSv1.3", false, leaf, root), (socket, in, out) -> in.read())) {
            ProbeAnswer answer = kit.ask(CERTIFICATE, ProbeKit.target("127.0.0.1", peer.port()));
            assertThat(answer.session().orElseThrow().finished()).isTrue();
            assertThat(answer.observation().clientHello().orElseThrow().serverName()).isEmpty();
        }
    }

    @Test
    void aServerOfPlainTextIsHeardInPlainText() throws Exception {
        try (Peer peer = Peer.answering("HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n")) {
            ProbeAnswer answer = kit.ask(CERTIFICATE, ProbeKit.target("page.test", peer.port()));
            assertThat(answer.session()).isEmpty();
            assertThat(answer.observation().serverExcerpt().latin1()).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void anAlertInTheClearIsTold() throws Exception {
        try (Peer peer = new Peer((socket, in, out) -> {
            in.read(new byte[8192]);
            out.write(Bytes.ofHex("15030300020270").toArray());
            Peer.readAll(in);
        })) {
            ProbeAnswer answer = kit.ask(CERTIFICATE, ProbeKit.target("page.test", peer.port()));
            assertThat(answer.session().orElseThrow().alert().orElseThrow().description()).isEqualTo(AlertDescription.UNRECOGNIZED_NAME);
            assertThat(answer.session().orElseThrow().finished()).isFalse();
        }
    }

    @Test
    void aHugeCertificateMessageIsNotRead() throws Exception {
        byte[] certificate = new byte[200_000];
        String hello = "020000260303" + "11".repeat(32) + "00c02f00";
        String records = "160303002a" + hello + "1603034000" + "0bffffff" + "00fffffc";
        try (Peer peer = new Peer((socket, in, out) -> {
            in.read(new byte[8192]);
            out.write(Bytes.ofHex(records).toArray());
            while (true) {
                out.write(certificate);
            }
        })) {
            ProbeAnswer answer = kit.ask(CERTIFICATE, ProbeKit.target("page.test", peer.port()));
            assertThat(answer.took()).isLessThan(BOUND);
            assertThat(answer.observation().serverHello()).isPresent();
            assertThat(answer.observation().bytesFromServer()).isLessThan(128 * 1024);
            assertThat(answer.session()).isEmpty();
            assertThat(peer.end()).contains("Exception");
        }
    }

    /** Each cut is a connection, so not each byte is tried; each kind of place is. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aHandshakeThatIsCutAnywhereIsAnAnswer(String version) throws Exception {
        int whole = passing(version, Integer.MAX_VALUE, -1).length();
        assertThat(whole).isGreaterThan(500);
        for (int cut = 0; cut < whole; cut += 37) {
            ProbeAnswer answer = answerOf(version, cut, -1);
            assertThat(answer.observation().bytesFromServer()).isLessThanOrEqualTo(cut);
            boolean finished = answer.session().map(ProbeAnswer.Session::finished).orElse(false);
            assertThat(finished || !answer.observation().ends().isEmpty()).as("cut behind %d bytes", cut).isTrue();
            assertThat(answer.took()).isLessThan(BOUND);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aHandshakeThatIsDamagedAnywhereIsAnAnswer(String version) throws Exception {
        int whole = passing(version, Integer.MAX_VALUE, -1).length();
        for (int damaged = 0; damaged < whole; damaged += 41) {
            ProbeAnswer answer = answerOf(version, Integer.MAX_VALUE, damaged);
            assertThat(answer.asked()).isTrue();
            assertThat(answer.took()).isLessThan(BOUND);
        }
    }

    @Test
    void noiseInsteadOfAHandshakeIsAnAnswer() throws Exception {
        Random random = new Random(4);
        for (int i = 0; i < 60; i++) {
            byte[] noise = new byte[1 + random.nextInt(3000)];
            random.nextBytes(noise);
            byte[] record = {22, 3, 3, (byte) (noise.length >> 8), (byte) noise.length};
            try (Peer peer = new Peer((socket, in, out) -> {
                in.read(new byte[8192]);
                out.write(record);
                out.write(noise);
                socket.shutdownOutput();
                Peer.readAll(in);
            })) {
                ProbeAnswer answer = kit.ask(CERTIFICATE, ProbeKit.target("page.test", peer.port()));
                assertThat(answer.asked()).isTrue();
                assertThat(answer.session().map(ProbeAnswer.Session::finished).orElse(false)).isFalse();
                assertThat(answer.took()).isLessThan(BOUND);
            }
        }
    }

    private Bytes passing(String version, int cut, int damaged) throws Exception {
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        ask(version, cut, damaged, passed);
        return Bytes.of(passed.toByteArray());
    }

    private ProbeAnswer answerOf(String version, int cut, int damaged) throws Exception {
        return ask(version, cut, damaged, new ByteArrayOutputStream());
    }

    /** Asks a server behind a path that ends behind this many bytes of the server and flips a bit at that place. */
    private ProbeAnswer ask(String version, int cut, int damaged, ByteArrayOutputStream passed) throws Exception {
        try (Peer server = new Peer(TlsPeer.listen(version, false, leaf, root), (socket, in, out) -> in.read());
                Peer path = new Peer((socket, in, out) -> {
                    try (Socket onward = new Socket(InetAddress.getByName("127.0.0.1"), server.port())) {
                        Thread up = new Thread(() -> copy(in, onward), "path");
                        up.setDaemon(true);
                        up.start();
                        pass(onward.getInputStream(), out, cut, damaged, passed);
                        socket.shutdownOutput();
                    }
                })) {
            return kit.ask(CERTIFICATE, ProbeKit.target("page.test", path.port()));
        }
    }

    private static void copy(InputStream in, Socket onward) {
        try {
            in.transferTo(onward.getOutputStream());
            onward.shutdownOutput();
        } catch (IOException ended) {
            // The other direction has ended it.
        }
    }

    private static void pass(InputStream in, OutputStream out, int cut, int damaged, ByteArrayOutputStream passed) throws Exception {
        byte[] buffer = new byte[8192];
        int at = 0;
        while (at < cut) {
            int count = in.read(buffer, 0, Math.min(buffer.length, cut - at));
            if (count < 0) {
                return;
            }
            if (damaged >= at && damaged < at + count) {
                buffer[damaged - at] ^= 0x10;
            }
            out.write(buffer, 0, count);
            passed.write(buffer, 0, count);
            at += count;
        }
    }
}
