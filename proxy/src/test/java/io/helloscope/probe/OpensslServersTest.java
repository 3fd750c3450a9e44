package io.helloscope.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.helloscope.dial.DialSettings;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.testing.CertificateMaker.Issued;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole handshakes with OpenSSL's servers, among them such as browsers refuse: old versions, static RSA, rare curves, a stapled status. */
@Timeout(120)
class OpensslServersTest {
    private static final Question CERTIFICATE = new Question.Certificate();

    private final ProbeKit kit = new ProbeKit(DialSettings.DEFAULT, new ProbeSettings(Duration.ofSeconds(5), 64 * 1024),
            (question, target) -> Optional.empty());
    private final Issued root = CertificateMaker.authority("O=Lab,CN=Lab Root").selfSigned();

    @TempDir
    private Path folder;

    OpensslServersTest() throws Exception {
    }

    @BeforeEach
    void needOpenssl() {
        assumeTrue(List.of(System.getenv("PATH").split(":")).stream().anyMatch(bin -> Files.isExecutable(Path.of(bin, "openssl"))),
                "openssl is not installed");
    }

    @AfterEach
    void close() {
        kit.close();
    }

    private String pem(String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(folder.resolve(kind.replace(' ', '-') + ".pem"), "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind
                + "-----\n").toString();
    }

    /** What OpenSSL's server, run with these options, shows to the question. */
    private ProbeAnswer asked(Issued leaf, String... options) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<String> command = new ArrayList<>(List.of("openssl", "s_server", "-accept", "127.0.0.1:" + port, "-cert",
                pem("CERTIFICATE", leaf.der().toArray()), "-key", pem("PRIVATE KEY", leaf.key().getPrivate().getEncoded()), "-quiet"));
        command.addAll(List.of(options));
        Path log = folder.resolve("log");
        Process server = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            awaitListening(port, server, log);
            return kit.ask(CERTIFICATE, ProbeKit.target("page.test", port));
        } finally {
            server.destroy();
            server.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static void awaitListening(int port, Process server, Path log) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < end && server.isAlive()) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
        throw new IllegalStateException("openssl s_server does not listen: " + Files.readString(log));
    }

    @ParameterizedTest
    @CsvSource({
        "an old version, -tls1 -cipher ALL:@SECLEVEL=0",
        "the one after, -tls1_1 -cipher ALL:@SECLEVEL=0",
        "static RSA, -tls1_2 -cipher AES128-SHA",
        "static RSA with GCM, -tls1_2 -cipher AES128-GCM-SHA256",
        "a rare curve, -tls1_2 -cipher ECDHE -groups brainpoolP256r1",
        "finite fields, -tls1_2 -cipher DHE",
        "ChaCha, -tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256",
        "X448, -tls1_3 -groups X448",
        "P-521, -tls1_3 -groups P-521"})
    void takesTheServer(String kind, String options) throws Exception {
        Issued leaf = CertificateMaker.server("page.test").key(CertificateMaker.rsa(2048, "openssl"))
                .usage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment).signedBy(root);

        ProbeAnswer answer = asked(leaf, options.split(" "));

        assertThat(answer.session()).as("%s: %s", kind, answer.observation()).hasValueSatisfying(session -> {
            assertThat(session.certificates()).containsExactly(leaf.der());
            assertThat(session.finished()).as(kind).isTrue();
        });
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2", "-tls1_3"})
    void bringsTheStapledStatus(String version) throws Exception {
        Issued leaf = CertificateMaker.server("page.test").signedBy(root);
        byte[] status = status();
        Path file = Files.write(folder.resolve("status.der"), status);

        ProbeAnswer answer = asked(leaf, version, "-status_file", file.toString());

        assertThat(answer.session().orElseThrow().ocspResponse()).hasValueSatisfying(stapled ->
                assertThat(stapled.toArray()).isEqualTo(status));
    }

    @Test
    void bringsNoStatusWhereNoneIsStapled() throws Exception {
        assertThat(asked(CertificateMaker.server("page.test").signedBy(root)).session().orElseThrow().ocspResponse()).isEmpty();
    }

    private byte[] status() throws Exception {
        CertificateID id = new CertificateID(new BcDigestCalculatorProvider().get(CertificateID.HASH_SHA1),
                new X509CertificateHolder(root.der().toArray()), BigInteger.valueOf(7));
        BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(new RespID(root.name()));
        builder.addResponse(id, CertificateStatus.GOOD);
        return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                .build(root.key().getPrivate()), null, Date.from(CertificateMaker.NOW))).getEncoded();
    }
}
