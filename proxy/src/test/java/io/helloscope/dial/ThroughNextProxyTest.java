package io.helloscope.dial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Reach.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Next proxies that answer as a script says. */
@Timeout(60)
class ThroughNextProxyTest {
    private static final String SOCKS_OPEN = "\5\0|\5\0\0\1\177\0\0\1\4\70";

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private ServerSocket proxy;

    @BeforeEach
    void listen() throws IOException {
        proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
    }

    /** How the script's connection ends. */
    private enum Ending {
        OPEN, FIN, RESET
    }

    /**
     * Answers one connection: each part (divided by |) is sent when something has been received.
     */
    private void script(String parts, Ending ending) {
        Thread thread = new Thread(() -> {
            try (Socket socket = proxy.accept()) {
                socket.setTcpNoDelay(true);
                InputStream in = socket.getInputStream();
                for (String part : parts.split("\\|", -1)) {
                    byte[] buffer = new byte[4096];
                    received.add(new String(buffer, 0, Math.max(0, in.read(buffer)), ISO_8859_1));
                    socket.getOutputStream().write(part.getBytes(ISO_8859_1));
                }
                if (ending == Ending.RESET) {
                    socket.setSoLinger(true, 0);
                } else if (ending == Ending.OPEN) {
                    // Until the other end closes.
                    while (in.read() >= 0) {
                        Thread.onSpinWait();
                    }
                }
            } catch (IOException gone) {
                // The other end has given up, as it may.
            }
        }, "next proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private DialSettings through(String scheme, String credentials) {
        NextProxy next = NextProxy.parse(scheme + "://" + credentials + "127.0.0.1:" + proxy.getLocalPort());
        return DialSettings.DEFAULT.withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(1))
                .withUpstreamRules(new UpstreamRule(List.of(HostPattern.parse("direct.test")), Optional.empty()),
                        new UpstreamRule(List.of(HostPattern.parse("*.test"), HostPattern.parse("127.0.0.0/8")), Optional.of(next)));
    }

    private String request() throws InterruptedException {
        return received.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void asksAnHttpProxyForNothingButTheTunnel() throws Exception {
        script("HTTP/1.1 200 Connection established\r\nVia: 1.1 next\r\n\r\n", Ending.OPEN);
        try (DialKit kit = new DialKit(through("http", "me:s%40crt@"))) {
            Dialed.Reached reached = kit.reached("Server.test", 443);
            assertThat(request()).isEqualTo("CONNECT server.test:443 HTTP/1.1\r\nHost: server.test:443\r\n"
                    + "Proxy-Authorization: Basic bWU6c0BjcnQ=\r\n\r\n");
            assertThat(reached.reach().nextProxy()).contains("127.0.0.1:" + proxy.getLocalPort());
            assertThat(reached.reach().ip()).isEqualTo("127.0.0.1");
            assertThat(reached.reach().port()).isEqualTo(proxy.getLocalPort());
            assertThat(reached.reach().steps().nextProxy()).isPresent();
            assertThat(reached.forward()).isEmpty();
            assertThat(reached.channel().pipeline().names()).hasSize(1);
            reached.channel().close();
        }
    }

    @Test
    void writesIpv6AddressesInBrackets() throws Exception {
        script("HTTP/1.1 200 OK\r\n\r\n", Ending.OPEN);
        DialSettings all = DialSettings.DEFAULT.withUpstreamRules(new UpstreamRule(List.of(HostPattern.parse("*")),
                Optional.of(NextProxy.parse("http://127.0.0.1:" + proxy.getLocalPort()))));
        try (DialKit kit = new DialKit(all)) {
            kit.reached("[2001:db8::1]", 8443).channel().close();
            assertThat(request()).isEqualTo("CONNECT [2001:db8::1]:8443 HTTP/1.1\r\nHost: [2001:db8::1]:8443\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "HTTP/1.0 200 OK\r\n\r\nbanner",
            "HTTP/1.1 200\r\n\r\nbanner",
            "HTTP/1.1 204 No Content\nX: y\n\nbanner",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nbanner",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\nbanner",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nbanner"})
    void keepsWhatFollowsTheHeadForTheTunnel(String answer) throws Exception {
        script(answer, Ending.FIN);
        try (DialKit kit = new DialKit(through("http", ""))) {
            assertThat(kit.readAll("server.test", 22).get(10, TimeUnit.SECONDS)).isEqualTo("banner");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
            "407 Proxy Authentication Required;407",
            "403 Forbidden;403",
            "502 Bad Gateway;502",
            "511 Network Authentication Required;511",
            "302 Found;302"})
    void tellsARefusalWithItsExplanation(String line, int status) throws Exception {
        script("HTTP/1.1 " + line + "\r\nContent-Length: 9\r\n\r\n<h1>x</h1", Ending.OPEN);
        try (DialKit kit = new DialKit(through("http", ""))) {
            long begun = System.nanoTime();
            Reach.Failed failed = kit.failed("server.test", 443);
            assertThat(System.nanoTime() - begun).as("waits for no more than the body").isLessThan(TimeUnit.MILLISECONDS.toNanos(450));
            assertThat(failed.failure()).isEqualTo(Failure.NEXT_PROXY_REFUSED);
            assertThat(failed.nextProxy()).contains("127.0.0.1:" + proxy.getLocalPort());
            assertThat(failed.answer().orElseThrow().status()).hasValue(status);
            assertThat(failed.answer().orElseThrow().excerpt().latin1()).startsWith("HTTP/1.1 " + line).endsWith("<h1>x</h1");
        }
    }

    @Test
    void keepsABoundedPartOfARefusal() throws Exception {
        script("HTTP/1.1 503 Busy\r\n\r\n" + "x".repeat(50_000), Ending.FIN);
        try (DialKit kit = new DialKit(through("http", ""))) {
            Reach.Failed failed = kit.failed("server.test", 443);
            assertThat(failed.failure()).isEqualTo(Failure.NEXT_PROXY_REFUSED);
            assertThat(failed.answer().orElseThrow().excerpt().length()).isEqualTo(4096);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "SSH-2.0-OpenSSH_9.2\r\n",
            "<html>login</html>",
            "\25\3\1\0\2\2\50",
            "HTTP/2 200\r\n\r\n",
            "HTTP/1.1 abc\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 12\r\n\r\n<html>portal"})
    void tellsAStrangeAnswer(String answer) throws Exception {
        script(answer, Ending.OPEN);
        try (DialKit kit = new DialKit(through("http", ""))) {
            Reach.Failed failed = kit.failed("server.test", 443);
            assertThat(failed.failure()).isEqualTo(Failure.NEXT_PROXY_STRANGE);
            assertThat(failed.answer().orElseThrow().excerpt().latin1()).isEqualTo(answer);
        }
    }

    @Test
    void doesNotReadAHeadWithoutEnd() throws Exception {
        script("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(20_000), Ending.OPEN);
        try (DialKit kit = new DialKit(through("http", ""))) {
            assertThat(kit.failed("server.test", 443).failure()).isEqualTo(Failure.NEXT_PROXY_STRANGE);
        }
    }

    @Test
    void tellsSilenceCloseAndReset() throws Exception {
        try (DialKit kit = new DialKit(through("http", ""))) {
            script("", Ending.OPEN);
            Reach.Failed silent = kit.failed("server.test", 443);
            assertThat(silent.failure()).isEqualTo(Failure.NEXT_PROXY_SILENT);
            assertThat(silent.answer()).isEmpty();
            assertThat(silent.steps().nextProxy().orElseThrow()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
            script("", Ending.FIN);
            assertThat(kit.failed("server.test", 443).failure()).isEqualTo(Failure.NEXT_PROXY_CLOSED);
            script("", Ending.RESET);
            assertThat(kit.failed("server.test", 443).failure()).isEqualTo(Failure.NEXT_PROXY_CLOSED);
            script("HTTP/1.1 20", Ending.FIN);
            Reach.Failed partly = kit.failed("server.test", 443);
            assertThat(partly.failure()).isEqualTo(Failure.NEXT_PROXY_CLOSED);
            assertThat(partly.answer().orElseThrow().excerpt().latin1()).isEqualTo("HTTP/1.1 20");
            script("HTTP/1.1 200 OK\r\n", Ending.OPEN);
            assertThat(kit.failed("server.test", 443).failure()).isEqualTo(Failure.NEXT_PROXY_STRANGE);
        }
    }

    @Test
    void tellsAProxyThatCannotBeReachedOrIsThisProgram() throws Exception {
        DialSettings settings = through("http", "");
        proxy.close();
        try (DialKit kit = new DialKit(settings)) {
            Reach.Failed failed = kit.failed("server.test", 443);
            assertThat(failed.failure()).isEqualTo(Failure.NEXT_PROXY_UNREACHABLE);
            assertThat(failed.ip()).contains("127.0.0.1");
            kit.dialer.refuseOwn(new InetSocketAddress("127.0.0.1", proxy.getLocalPort()));
            assertThat(kit.refused("server.test", 443)).contains("the next proxy").contains("this proxy itself");
        }
    }

    @Test
    void goesDirectlyWhereTheFirstRuleThatMatchesSaysSo() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                DialKit kit = new DialKit(through("http", "").withFixedHosts(FixedHost.parse("*.test", "127.0.0.1")))) {
            assertThat(kit.reached("direct.test", server.getLocalPort()).reach().nextProxy()).isEmpty();
            assertThat(kit.dialer.nextProxy("direct.test")).isEmpty();
            assertThat(kit.dialer.nextProxy("other.test")).isPresent();
            assertThat(kit.dialer.nextProxy("127.1.2.3")).isPresent();
            assertThat(kit.dialer.nextProxy("elsewhere.example")).isEmpty();
        }
    }

    @Test
    void refusesForbiddenAddressesThroughAProxyToo() throws Exception {
        try (DialKit kit = new DialKit(through("http", "").withUpstreamRules(new UpstreamRule(List.of(HostPattern.parse("*")),
                Optional.of(NextProxy.parse("http://127.0.0.1:" + proxy.getLocalPort())))))) {
            assertThat(kit.refused("169.254.169.254", 80)).contains("metadata");
            assertThat(kit.refused("[::ffff:a9fe:a9fe]", 80)).contains("metadata");
        }
    }

    @Test
    void handsPlainHttpToTheProxyItself() throws Exception {
        script("", Ending.OPEN);
        try (DialKit kit = new DialKit(through("http", "me:pw@"))) {
            Dialed dialed = kit.dialer.dialForHttp(new Destination("server.test", 80), kit.loop).get(10, TimeUnit.SECONDS);
            assertThat(dialed).isInstanceOfSatisfying(Dialed.Reached.class, reached -> {
                assertThat(reached.forward().orElseThrow().credentials()).contains(new Credentials("me", "pw"));
                assertThat(reached.reach().nextProxy()).isPresent();
                reached.channel().close();
            });
            assertThat(request()).as("nothing was asked for").isEmpty();
        }
    }

    @Test
    void asksASocksProxy() throws Exception {
        script(SOCKS_OPEN + "banner", Ending.FIN);
        try (DialKit kit = new DialKit(through("socks5", ""))) {
            CompletableFuture<String> all = kit.readAll("server.test", 443);
            assertThat(request()).isEqualTo("\5\1\0");
            assertThat(request()).isEqualTo("\5\1\0\3\13server.test\1\u00bb");
            assertThat(all.get(10, TimeUnit.SECONDS)).isEqualTo("banner");
        }
    }

    @Test
    void asksASocksProxyForAnAddressWithCredentials() throws Exception {
        script("\5\2|\1\0|\5\0\0\3\4test\0\1", Ending.OPEN);
        try (DialKit kit = new DialKit(through("socks5", "me:pw@"))) {
            Dialed.Reached reached = kit.reached("127.0.0.5", 443);
            assertThat(request()).isEqualTo("\5\2\0\2");
            assertThat(request()).isEqualTo("\1\2me\2pw");
            assertThat(request()).isEqualTo("\5\1\0\1\177\0\0\5\1\u00bb");
            reached.channel().close();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
            "0500|0505000100000000 0000;NEXT_PROXY_REFUSED;5",
            "0500|0502;NEXT_PROXY_REFUSED;2",
            "05ff;NEXT_PROXY_REFUSED;255",
            "0502;NEXT_PROXY_STRANGE;",
            "0400;NEXT_PROXY_STRANGE;",
            "48545450;NEXT_PROXY_STRANGE;",
            "0500|0500000900;NEXT_PROXY_STRANGE;",
            "05;NEXT_PROXY_STRANGE;",
            "'';NEXT_PROXY_SILENT;"})
    void tellsWhatASocksProxyAnswers(String hex, Failure failure, Integer code) throws Exception {
        StringBuilder parts = new StringBuilder();
        for (String part : hex.split("\\|", -1)) {
            parts.append(parts.length() == 0 ? "" : "|").append(io.helloscope.bytes.Bytes.ofHex(part).latin1());
        }
        script(parts.toString(), Ending.OPEN);
        try (DialKit kit = new DialKit(through("socks5", ""))) {
            Reach.Failed failed = kit.failed("server.test", 443);
            assertThat(failed.failure()).isEqualTo(failure);
            if (code != null) {
                assertThat(failed.answer().orElseThrow().reason()).hasValue(code);
                assertThat(failed.answer().orElseThrow().status()).isEmpty();
            }
        }
    }

    @Test
    void tellsWrongCredentialsOfASocksProxy() throws Exception {
        script("\5\2|\1\1", Ending.FIN);
        try (DialKit kit = new DialKit(through("socks5", "me:wrong@"))) {
            Reach.Failed failed = kit.failed("server.test", 443);
            assertThat(failed.failure()).isEqualTo(Failure.NEXT_PROXY_REFUSED);
            assertThat(failed.answer().orElseThrow().reason()).hasValue(255);
        }
    }
}
