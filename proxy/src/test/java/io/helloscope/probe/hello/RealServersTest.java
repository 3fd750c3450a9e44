package io.helloscope.probe.hello;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.observe.HandshakeObserver;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.Question.Change;
import io.helloscope.testing.Shared;
import io.helloscope.testing.TestCertificates;
import io.helloscope.tls.ProtocolVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers of others take the hellos up. */
class RealServersTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final char[] PASSWORD = "password".toCharArray();

    private static Observation watch(Flight flight, Bytes answer) {
        HandshakeObserver observer = new HandshakeObserver(ObserverLimits.DEFAULT);
        observer.bytes(Direction.CLIENT, flight.bytes().asBuffer(), 0);
        observer.bytes(Direction.SERVER, answer.asBuffer(), 1);
        observer.closed(Optional.of(Direction.SERVER), CloseKind.FIN, 2);
        return observer.snapshot();
    }

    private static void assertTaken(String what, Flight flight, Bytes answer, ProtocolVersion version) {
        Observation seen = watch(flight, answer);
        assertThat(seen.serverHello()).as("%s answered %s, alerts %s", what, answer, seen.alerts()).isPresent();
        assertThat(seen.serverHello().orElseThrow().version()).as(what).isEqualTo(version);
    }

    /** The newest version is what the recorded clients and the servers have in common. */
    private static ProtocolVersion expected(Change change) {
        return change == Change.WITHOUT_TLS13 ? ProtocolVersion.TLS_1_2 : ProtocolVersion.TLS_1_3;
    }

    private interface Server {
        Bytes answer(Flight flight) throws Exception;
    }

    private static void assertEveryHelloIsTaken(Server server) throws Exception {
        for (String client : Recordings.RECORDS.keySet()) {
            for (Change change : Change.values()) {
                if (change.appliesTo(Recordings.hello(client))) {
                    Flight flight = Hellos.repeated(Recordings.hello(client), change, RANDOM);
                    assertTaken(client + " " + change.code(), flight, server.answer(flight), expected(change));
                }
            }
        }
        for (Browser browser : Browser.values()) {
            Flight flight = Hellos.repeated(Hellos.browser(browser, "shop.example", List.of("h2"), RANDOM), Change.NOTHING, RANDOM);
            assertTaken(browser.name(), flight, server.answer(flight), ProtocolVersion.TLS_1_3);
        }
        for (ProtocolVersion version : List.of(ProtocolVersion.TLS_1_2, ProtocolVersion.TLS_1_3)) {
            Flight flight = Hellos.only(version, Optional.of("shop.example"), RANDOM);
            assertTaken("only " + version, flight, server.answer(flight), version);
        }
    }

    @Test
    void theJdksServerTakesEveryHello() throws Exception {
        SSLContext context = context();
        assertEveryHelloIsTaken(flight -> {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            return converse(engine, flight.bytes());
        });
    }

    private static Bytes converse(SSLEngine engine, Bytes hello) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(hello.toArray());
        ByteBuffer out = ByteBuffer.allocate(64 * 1024);
        engine.beginHandshake();
        while (out.position() == 0) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                engine.getDelegatedTask().run();
            } else if (status == HandshakeStatus.NEED_WRAP) {
                engine.wrap(ByteBuffer.allocate(0), out);
            } else {
                engine.unwrap(in, ByteBuffer.allocate(32 * 1024));
            }
        }
        return Bytes.copyOf(out.flip());
    }

    private static SSLContext context() throws Exception {
        TestCertificates.Identity identity = TestCertificates.selfSigned("shop.example");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        store.setKeyEntry("server", identity.key(), PASSWORD, new Certificate[] {identity.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, RANDOM);
        return context;
    }

    @Test
    void opensslTakesEveryHello(@TempDir Path folder) throws Exception {
        try (OpenSsl server = OpenSsl.start(folder)) {
            assertEveryHelloIsTaken(server::answer);
        }
    }

    @Test
    void opensslThatKnowsOnlyTls10TakesTheHelloForIt(@TempDir Path folder) throws Exception {
        for (ProtocolVersion version : List.of(ProtocolVersion.TLS_1_0, ProtocolVersion.TLS_1_1)) {
            String option = version == ProtocolVersion.TLS_1_0 ? "-tls1" : "-tls1_1";
            try (OpenSsl server = OpenSsl.start(folder, option, "-cipher", "ALL:@SECLEVEL=0")) {
                Flight flight = Hellos.only(version, Optional.of("shop.example"), RANDOM);
                assertTaken("only " + version, flight, server.answer(flight), version);
            }
        }
    }

    @Test
    void aServerWithNoSuiteInCommonTakesTheHelloWithAllSuites(@TempDir Path folder) throws Exception {
        try (OpenSsl server = OpenSsl.start(folder, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-CCM8:@SECLEVEL=0")) {
            Flight plain = Hellos.repeated(Recordings.hello("chromium"), Change.NOTHING, RANDOM);
            Flight all = Hellos.repeated(Recordings.hello("chromium"), Change.WITH_ALL_CIPHERS, RANDOM);

            assertThat(watch(plain, server.answer(plain)).serverHello()).isEmpty();
            assertTaken("with all ciphers", all, server.answer(all), ProtocolVersion.TLS_1_2);
        }
    }

    @Test
    void aServerWithNoGroupInCommonAsksForAnotherOfAllGroups(@TempDir Path folder) throws Exception {
        try (OpenSsl server = OpenSsl.start(folder, "-tls1_3", "-groups", "X448")) {
            Flight plain = Hellos.repeated(Recordings.hello("chromium"), Change.NOTHING, RANDOM);
            Flight all = Hellos.repeated(Recordings.hello("chromium"), Change.WITH_ALL_GROUPS, RANDOM);

            assertThat(watch(plain, server.answer(plain)).retryRequest()).isEmpty();
            assertThat(watch(all, server.answer(all)).retryRequest()).isPresent();
        }
    }

    /** A server of OpenSSL with a certificate of its own. */
    private record OpenSsl(Process process, int port) implements AutoCloseable {
        static OpenSsl start(Path folder, String... options) throws Exception {
            Shared.need(Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, "openssl"))),
                    "openssl is absent");
            TestCertificates.Identity identity = TestCertificates.selfSigned("shop.example");
            Path pem = Files.writeString(folder.resolve("server.pem"), pem("PRIVATE KEY", identity.key().getEncoded())
                    + pem("CERTIFICATE", identity.certificate().getEncoded()));
            List<String> command = new ArrayList<>(List.of("openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", pem.toString(),
                    "-key", pem.toString(), "-www"));
            command.addAll(List.of(options));
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("ACCEPT")) {
                    drain(lines);
                    return new OpenSsl(process, Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
                }
            }
            throw new IllegalStateException("openssl s_server ended");
        }

        /** It stops when no one reads its errors. */
        private static void drain(BufferedReader lines) {
            Thread reader = new Thread(() -> lines.lines().forEach(line -> { }));
            reader.setDaemon(true);
            reader.start();
        }

        private static String pem(String what, byte[] der) {
            return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + what + "-----\n";
        }

        Bytes answer(Flight flight) throws Exception {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(10_000);
                for (Bytes chunk : flight.chunks()) {
                    socket.getOutputStream().write(chunk.toArray());
                }
                socket.shutdownOutput();
                return Bytes.of(socket.getInputStream().readNBytes(200));
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
