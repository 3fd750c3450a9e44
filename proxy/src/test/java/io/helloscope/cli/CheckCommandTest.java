package io.helloscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.helloscope.observe.Destination;
import io.helloscope.testing.TestCertificates;
import io.helloscope.testing.TestCertificates.Identity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** One address is checked without browser and proxy: against servers of the JDK. */
class CheckCommandTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    Path folder;

    private HttpServer server;

    private record Ended(int code, String out, String err) {
        JsonNode document() throws Exception {
            return MAPPER.readTree(out);
        }

        String cause() throws Exception {
            return document().at("/helloscope/cause").asText();
        }
    }

    @BeforeEach
    void nothingListens() {
        server = null;
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private static Ended run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return new Ended(line.execute(arguments), out.toString(), err.toString());
    }

    private String started(HttpServer fresh) {
        server = fresh;
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return "localhost:" + server.getAddress().getPort();
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private String overTls(Identity identity) throws Exception {
        HttpsServer https = HttpsServer.create(loopback(), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context(identity)));
        return started(https);
    }

    private static SSLContext context(Identity identity) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("server", identity.key(), new char[0], new Certificate[] {identity.certificate()});
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** A configuration that trusts this certificate. */
    private String trusting(Identity identity) throws Exception {
        Path root = folder.resolve("root.pem");
        Files.writeString(root, "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(identity.certificate().getEncoded())
                + "\n-----END CERTIFICATE-----\n");
        Path config = folder.resolve("h.yaml");
        Files.writeString(config, "trust:\n  extra-roots: [" + root + "]\n");
        return config.toString();
    }

    @Test
    void aHealthyServerExitsWithZero() throws Exception {
        Identity identity = TestCertificates.selfSigned("localhost");
        String address = overTls(identity);
        Ended json = run("check", "--json", "--config", trusting(identity), "https://" + address + "/some/page?with=query");
        assertThat(json.cause()).as(json.out()).isEqualTo("established");
        assertThat(json.code()).isZero();
        assertThat(json.document().at("/event/outcome").asText()).isEqualTo("success");
        assertThat(json.document().at("/tls/version").asText()).isEqualTo("1.3");

        Ended text = run("check", "--config", trusting(identity), address);
        assertThat(text.out()).contains("ok      network", "ok      handshake", "ok      certificate", "ok      established").doesNotContain("\u001b");
    }

    @Test
    void plainHttpIsNamedThoughTheServerOnlyWaitsForMore() throws Exception {
        Ended ended = run("check", started(HttpServer.create(loopback(), 0)));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).contains("server-speaks-http", "ok      network", "FAILED  handshake", "certificate not reached",
                "$ curl -v", "curl: (28)");
    }

    @Test
    void theCertificateOfTls13IsJudged() throws Exception {
        Instant now = Instant.now();
        Identity expired = TestCertificates.selfSigned("localhost", now.minus(Duration.ofDays(40)), now.minus(Duration.ofDays(2)));
        Ended ended = run("check", "--json", "--config", trusting(expired), overTls(expired));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.cause()).as(ended.out()).isEqualTo("certificate-expired");
        assertThat(ended.document().at("/helloscope/confidence").asText()).isEqualTo("certain");
    }

    @Test
    void whoeverIsNotTrustedIsNamedWithoutConfiguration() throws Exception {
        Ended ended = run("check", "--json", overTls(TestCertificates.selfSigned("localhost")));
        assertThat(ended.cause()).isEqualTo("certificate-self-signed");
    }

    @Test
    void aServerThatLeavesInPlaceOfAnAnswerIsFoundOut() throws Exception {
        Identity identity = TestCertificates.selfSigned("localhost");
        try (ServerSocket listener = context(identity).getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread leaving = new Thread(() -> {
                while (!listener.isClosed()) {
                    try (Socket socket = listener.accept()) {
                        socket.getInputStream().read();
                    } catch (IOException over) {
                        // The hello that is not followed up, or the end of the test.
                    }
                }
            });
            leaving.start();
            Ended ended = run("check", "--json", "--config", trusting(identity), "localhost:" + listener.getLocalPort());
            assertThat(ended.cause()).as(ended.out()).isIn("closed-after-handshake", "reset-after-handshake");
        }
    }

    @Test
    void savedChecksAreCompared() throws Exception {
        Identity identity = TestCertificates.selfSigned("localhost");
        String config = trusting(identity);
        String good = folder.resolve("good.json").toString();
        String bad = folder.resolve("bad.json").toString();
        String address = overTls(identity);
        assertThat(run("check", "--config", config, "--save", good, address).code()).isZero();
        assertThat(run("check", "--save", bad, address).code()).isEqualTo(1);

        Ended compared = run("compare", good, bad);
        assertThat(compared.code()).isEqualTo(1);
        assertThat(compared.out()).contains("cause", "good: established", "bad:  certificate-self-signed");
        assertThat(run("compare", good, good).out()).startsWith("Nothing differs");
    }

    @Test
    void aTicketNamesNobody() throws Exception {
        Ended ended = run("check", "--support", overTls(TestCertificates.selfSigned("localhost")));
        assertThat(ended.out()).startsWith("```text").contains("certificate-self-signed", "TLS_").doesNotContain("localhost", "127.0.0.1");
    }

    @Test
    void whatIsNoAddressIsAMistakeOfTheUser() {
        for (String wrong : List.of("http://localhost:80/", "localhost:0", "localhost:99999", "::1", "https://", "ho st")) {
            Ended ended = run("check", wrong);
            assertThat(ended.code()).as(wrong).isEqualTo(2);
            assertThat(ended.err()).contains("expected: https://host").doesNotContain("\tat ");
        }
        assertThat(run("compare", "no-such-file", "neither").err()).contains("no-such-file: there is no such file");
    }

    @Test
    void addressesAreReadAsPeoplePasteThem() {
        assertThat(CheckedAddress.parse("https://Example.com/a b|c")).isEqualTo(new Destination("example.com", 443));
        assertThat(CheckedAddress.parse("my_host.example:8443")).isEqualTo(new Destination("my_host.example", 8443));
        assertThat(CheckedAddress.parse("https://user:secret@[::1]:8443?x#y")).isEqualTo(new Destination("::1", 8443));
        assertThat(CheckedAddress.parse("bücher.example")).isEqualTo(new Destination("xn--bcher-kva.example", 443));
        assertThatThrownBy(() -> CheckedAddress.parse("[::1")).hasMessageContaining("brackets");
    }
}
