package io.helloscope.diagnose;

import static io.helloscope.diagnose.Talk.talk;
import static io.helloscope.observe.Wire.CCS;
import static io.helloscope.observe.Wire.alert;
import static io.helloscope.observe.Wire.data;
import static io.helloscope.observe.Wire.flight13;
import static io.helloscope.observe.Wire.hello;
import static io.helloscope.observe.Wire.noise;
import static io.helloscope.observe.Wire.record;
import static io.helloscope.observe.Wire.serverHelloMessage;
import static io.helloscope.observe.Wire.text;
import static io.helloscope.testing.CertificateMaker.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.helloscope.testing.CertificateMaker.Issued;
import io.helloscope.testing.CertificateMaker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that a report hands to people: run as they stand, by a shell, with the programs of this machine. */
class ChecksTest {
    private static final Classifier CLASSIFIER = Chains.classifier();
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir
    private Path folder;

    private static List<Check> checks(Talk talk) {
        return CLASSIFIER.diagnose(talk.over(), NOW).checks();
    }

    private static Talk plainHttp() {
        return talk().client(hello()).server(text("HTTP/1.1 400 Bad Request\r\n\r\n")).serverCloses();
    }

    private static Talk oldVersion() {
        return talk().client(hello()).server(record(22, serverHelloMessage(0x0301, 0xc013, noise(32)))).client(alert(2, 70)).clientCloses();
    }

    private static String run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private static void assumeInstalled(String program) throws Exception {
        assumeTrue(run("command -v " + program + " || echo missing").contains("/"), program + " is not installed");
    }

    @Test
    void curlShowsThatAServerSpeaksPlainHttp() throws Exception {
        assumeInstalled("curl");
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getByName(LOOPBACK))) {
            Thread thread = new Thread(() -> answerInPlainHttp(server));
            thread.setDaemon(true);
            thread.start();
            List<Check> checks = checks(plainHttp().askedFor(LOOPBACK).port(server.getLocalPort()));

            assertThat(checks).hasSize(2);
            assertThat(run(checks.get(0).command())).contains("< HTTP/1.1 400");
            assertThat(run(checks.get(1).command())).contains("wrong version number");
            assertThat(checks.get(1).shows()).contains("wrong version number");
        }
    }

    @Test
    void theCommandsGoTheWayOfTheConnectionThroughANextProxy() throws Exception {
        assumeInstalled("curl");
        assumeInstalled("openssl");
        try (ServerSocket proxy = new ServerSocket(0, 8, InetAddress.getByName(LOOPBACK))) {
            Thread thread = new Thread(() -> answerInPlainHttpBehindConnect(proxy));
            thread.setDaemon(true);
            thread.start();
            Talk talk = plainHttp().askedFor("server.test").through(LOOPBACK + ":" + proxy.getLocalPort());

            List<Check> checks = checks(talk);
            assertThat(run(checks.get(0).command())).contains("CONNECT server.test:443").contains("< HTTP/1.1 400");
            assertThat(run(checks.get(1).command())).contains("wrong version number");
            List<Check> versions = checks(oldVersion().askedFor("server.test").through(LOOPBACK + ":" + proxy.getLocalPort()));
            assertThat(run(versions.get(0).command())).contains("CONNECTED").contains("wrong version number");
        }
    }

    private static void answerInPlainHttpBehindConnect(ServerSocket proxy) {
        while (!proxy.isClosed()) {
            try (Socket socket = proxy.accept()) {
                socket.getInputStream().read(new byte[4096]);
                socket.getOutputStream().write(text("HTTP/1.1 200 OK\r\n\r\n"));
                socket.getInputStream().read(new byte[4096]);
                socket.getOutputStream().write(text("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
            } catch (IOException over) {
                return;
            }
        }
    }

    @Test
    void opensslKnowsNoSocksSoCurlHasToDo() throws Exception {
        List<Check> checks = checks(oldVersion().through("socks5://127.0.0.1:1080"));

        assertThat(checks).extracting(Check::command).singleElement().asString().startsWith("curl ").contains("--proxy socks5h://127.0.0.1:1080 ");
    }

    private static void answerInPlainHttp(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getInputStream().read(new byte[4096]);
                socket.getOutputStream().write(text("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
            } catch (IOException over) {
                return;
            }
        }
    }

    @Test
    void opensslTellsTheVersionsOfAnOldServer() throws Exception {
        assumeInstalled("openssl");
        int port = freePort();
        Process server = new ProcessBuilder("openssl", "s_server", "-accept", LOOPBACK + ":" + port, "-cert", pem("CERTIFICATE", issued().der().toArray()),
                "-key", pem("PRIVATE KEY", issued().key().getPrivate().getEncoded()), "-tls1", "-cipher", "ALL:@SECLEVEL=0", "-quiet")
                .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        try {
            awaitListening(port);
            List<Check> checks = checks(oldVersion().askedFor(LOOPBACK).port(port));

            assertThat(checks).extracting(Check::command).allMatch(command -> command.contains("-connect 127.0.0.1:" + port));
            assertThat(run(checks.get(1).command())).contains("Cipher is (NONE)");
            assertThat(run(checks.get(3).command())).containsPattern("Cipher is (?!\\(NONE)").contains("TLSv1");
        } finally {
            server.destroy();
        }
    }

    private Issued issued;

    private Issued issued() throws Exception {
        if (issued == null) {
            issued = CertificateMaker.server("localhost").selfSigned();
        }
        return issued;
    }

    private String pem(String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(folder.resolve(kind.replace(' ', '-') + ".pem"), "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind
                + "-----\n").toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }

    private static void awaitListening(int port) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < end) {
            try (Socket socket = new Socket(LOOPBACK, port)) {
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
        throw new IllegalStateException("nothing listens on " + port);
    }

    /** The words that a shell makes of a command, the program first. */
    private static List<String> words(String command) throws Exception {
        String all = run("set -- " + command.replace(" </dev/null", "") + "; printf '%s\\n' \"$@\"");
        return List.of(all.split("\n"));
    }

    @Test
    void aHostileHostNameStaysOneWord() throws Exception {
        Path touched = folder.resolve("touched");
        List<Check> all = new ArrayList<>();
        for (String host : List.of("a';touch${IFS}" + touched + ";'", "$(touch${IFS}" + touched + ")", "`touch${IFS}" + touched + "`", "a&&b|c>d",
                "*", "a\\", "\"b", "#c")) {
            for (Talk talk : List.of(plainHttp(), oldVersion(), talk().client(hello()).seconds(9).clientCloses())) {
                List<Check> checks = checks(talk.askedFor(host));
                assertThat(checks).isNotEmpty();
                for (Check check : checks) {
                    assertThat(words(check.command())).as(check.command()).anyMatch(word -> word.contains(host));
                }
                all.addAll(checks);
            }
        }
        assertThat(touched).doesNotExist();
        assertThat(all).allSatisfy(check -> assertThat(check.shows()).isNotBlank());
    }

    @Test
    void namesThatNoCommandLineShouldCarryGetNone() {
        for (String host : List.of("-oProxyCommand=x", "a b", "a\nb", "\u001b[31m", "\u202egnirts")) {
            assertThat(checks(plainHttp().askedFor(host))).isEmpty();
        }
    }

    @Test
    void addressesAreWrittenAsProgramsWantThem() {
        Check check = checks(oldVersion().askedFor("2001:db8::1")).get(0);

        assertThat(check.command()).startsWith("openssl s_client -connect '[2001:db8::1]:443' -servername server.test");
    }

    @Test
    void whatWorksNeedsNoCheck() {
        assertThat(checks(talk().client(hello()).server(flight13(0x1301)).client(CCS,
                data(53)).clientCloses())).isEmpty();
    }

    @Test
    void eachFailureThatRowsShowHasACheck() throws Exception {
        Rows.all().list().forEach(row -> {
            Diagnosis diagnosis = CLASSIFIER.diagnose(row.connection(), NOW);
            if (diagnosis.failure()) {
                assertThat(diagnosis.checks()).as(row.name()).isNotEmpty();
            }
        });
    }
}
