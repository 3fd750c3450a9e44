package io.helloscope.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helloscope.dial.DialSettings;
import io.helloscope.frontend.RunningProxy.Client;
import io.helloscope.frontend.RunningProxy.Tunnel;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach;
import io.helloscope.relay.Transport;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP CONNECT, from the first byte to the tunnel's end. */
@Timeout(120)
class ConnectTest {
    static Stream<Transport> transports() {
        return RunningProxy.transports();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void opensATunnelAndTellsWhoWentWhere(Transport transport) throws Exception {
        try (RunningProxy proxy = RunningProxy.on(transport)) {
            Client client = proxy.client("CONNECT ORIGIN.test:" + proxy.originPort() + " HTTP/1.1\r\nHost: whatever\r\n"
                    + "User-Agent: Mozilla/5.0 (test)\r\nCookie: secret=1\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n");
            Client server = proxy.accept();
            client.send("ping");
            assertThat(server.read(4)).isEqualTo("ping");
            server.send("pong");
            assertThat(client.read(4)).isEqualTo("pong");
            client.close();
            assertThat(server.in.read()).isEqualTo(-1);
            server.close();
            Connection connection = proxy.ended();
            assertThat(connection.arrival()).isEqualTo(Arrival.CONNECT);
            assertThat(connection.destination()).isEqualTo(new Destination("origin.test", proxy.originPort()));
            assertThat(connection.client().ip()).isEqualTo("127.0.0.1");
            assertThat(connection.client().userAgent()).contains("Mozilla/5.0 (test)");
            assertThat(connection.id()).hasSize(23);
            assertThat(connection.reach()).isInstanceOf(Reach.Connected.class);
            assertThat(connection.toString()).doesNotContain("secret");
            assertThat(proxy.opened).hasValue(1);
            RunningProxy.await(() -> proxy.closed.get() == 1 && proxy.server.clients() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void givesBytesBehindTheHeadToTheTunnel(Transport transport) throws Exception {
        try (RunningProxy proxy = RunningProxy.on(transport);
                Client client = proxy.client("CONNECT " + proxy.authority() + " HTTP/1.1\r\nHost: x\r\n\r\nearly \r\n\r\nGET / bytes");
                Client server = proxy.accept()) {
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            client.send(" and later ones");
            client.socket().shutdownOutput();
            assertThat(server.rest()).isEqualTo("early \r\n\r\nGET / bytes and later ones");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void passesManyBytesBothWaysAndHalfCloses(Transport transport) throws Exception {
        int many = 48 * 1024 * 1024;
        try (RunningProxy proxy = RunningProxy.on(transport); Tunnel tunnel = proxy.tunnel()) {
            CompletableFuture<Void> up = RunningProxy.inBackground(() -> send(tunnel.client(), many, 1));
            CompletableFuture<Void> arrived = RunningProxy.inBackground(() -> check(tunnel.server(), many, 1));
            CompletableFuture.allOf(up, arrived).get(60, TimeUnit.SECONDS);
            CompletableFuture<Void> down = RunningProxy.inBackground(() -> send(tunnel.server(), many, 2));
            check(tunnel.client(), many, 2);
            down.get(60, TimeUnit.SECONDS);
            assertThat(proxy.ended().observation().bytesFromServer()).isEqualTo(many);
        }
    }

    private static void send(Client to, int count, int seed) throws IOException {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        to.socket().getOutputStream().write(bytes);
        to.socket().shutdownOutput();
    }

    private static void check(Client from, int count, int seed) throws IOException {
        byte[] expected = new byte[count];
        new Random(seed).nextBytes(expected);
        assertThat(java.util.Arrays.equals(from.in.readAllBytes(), expected)).isTrue();
    }

    @Test
    void leavesNothingInThePipelineButTheTunnel() throws Exception {
        try (RunningProxy proxy = RunningProxy.on(Transport.NIO); Tunnel tunnel = proxy.tunnel()) {
            tunnel.client().send("x");
            tunnel.server().read(1);
            java.util.concurrent.BlockingQueue<List<String>> handlers = new java.util.concurrent.LinkedBlockingQueue<>();
            proxy.server.forEachClient(channel -> handlers.add(channel.pipeline().toMap().values().stream()
                    .map(handler -> handler.getClass().getPackageName() + "." + handler.getClass().getSimpleName()).toList()));
            assertThat(handlers.poll(5, TimeUnit.SECONDS)).containsExactly("io.helloscope.relay.Side");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "CONNECT %s HTTP/1.1\r\n\r\n",
        "CONNECT %s HTTP/1.0\r\n\r\n",
        "\r\nCONNECT %s HTTP/1.1\r\nHost:\r\n\r\n",
        "CONNECT %s HTTP/1.1\r\nHost: other:1\r\nContent-Length: 0\r\nProxy-Connection: keep-alive\r\n\r\n",
        "CONNECT %s HTTP/1.1\r\nHost: a\r\nVia: 1.1 squid.example (squid/5.7), 1.1 helloscope-other\r\n\r\n"})
    void acceptsWhatRealClientsSend(String head) throws Exception {
        try (RunningProxy proxy = RunningProxy.on(Transport.NIO); Client client = proxy.client(head.formatted(proxy.authority()))) {
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            proxy.accept().close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "CONNECT 127.0.0.1 HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT 127.0.0.1:0 HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT 127.0.0.1:65536 HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT 127.0.0.1:+443 HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT ::1:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT [::1:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT [::g]:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT user@127.0.0.1:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT http://127.0.0.1:443/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT :443 HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT 127.0.0.1:443 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "CONNECT 127.0.0.1:443 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
        "CONNECT 127.0.0.1:443 HTTP/1.1\nHost: a\n\n",
        "CONNECT 127.0.0.1:443 HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n"})
    void refusesWhatIsNoCorrectConnect(String head) throws Exception {
        try (RunningProxy proxy = RunningProxy.on(Transport.NIO)) {
            assertThat(proxy.ask(head)).startsWith("HTTP/1.1 400 Bad Request\r\n").contains("Connection: close\r\n")
                    .contains("Proxy-Status: helloscope; error=http_request_error");
            assertThat(((Reach.Refused) proxy.ended().reach()).refusal()).isEqualTo(Reach.Refusal.BAD_REQUEST);
        }
    }

    @Test
    void reachesIpv6Literals() throws Exception {
        try (RunningProxy proxy = RunningProxy.on(Transport.NIO); ServerSocket six = new ServerSocket(0, 1, InetAddress.getByName("::1"));
                Client client = proxy.client("CONNECT [::1]:" + six.getLocalPort() + " HTTP/1.1\r\nHost: a\r\n\r\n")) {
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            six.accept().close();
            client.close();
            assertThat(proxy.ended().destination()).isEqualTo(new Destination("::1", six.getLocalPort()));
        }
    }

    @Test
    void tellsThatNothingListens() throws Exception {
        try (RunningProxy proxy = RunningProxy.on(Transport.NIO)) {
            int free = RunningProxy.freePort();
            assertThat(proxy.ask("CONNECT 127.0.0.1:" + free + " HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 502 Bad Gateway\r\n")
                    .contains("Proxy-Status: helloscope; error=connection_refused; details=\"127.0.0.1 port " + free + " (127.0.0.1) refused")
                    .contains("nothing listens there").contains("http://helloscope.internal/");
            Reach.Failed reach = (Reach.Failed) proxy.ended().reach();
            assertThat(reach.failure()).isEqualTo(Reach.Failure.REFUSED);
        }
    }

    @Test
    void tellsThatTheNameDoesNotExistAndThatTheResolverIsSilent() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
                RunningProxy proxy = RunningProxy.plan().dial(DialSettings.DEFAULT.withDnsServers((InetSocketAddress) silent.getLocalSocketAddress())
                        .withTimeouts(Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofSeconds(5))).start()) {
            assertThat(proxy.ask("CONNECT a.256:443 HTTP/1.1\r\n\r\n")).contains("error=dns_error; rcode=\"NXDOMAIN\"");
            assertThat(proxy.ask("CONNECT name.example:443 HTTP/1.1\r\n\r\n")).contains("error=dns_error; rcode=\"SERVFAIL\"");
        }
    }

    @Test
    void refusesItsOwnPortAndForbiddenDestinations() throws Exception {
        try (RunningProxy proxy = RunningProxy.on(Transport.NIO)) {
            assertThat(proxy.ask("CONNECT 127.0.0.1:" + proxy.port() + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403 Forbidden\r\n")
                    .contains("Proxy-Status: helloscope; error=destination_ip_prohibited");
            assertThat(proxy.ask("CONNECT 169.254.169.254:80 HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403 Forbidden\r\n");
            assertThat(((Reach.Refused) proxy.ended().reach()).refusal()).isEqualTo(Reach.Refusal.DESTINATION_DENIED);
        }
    }

    @Test
    void refusesItsOwnNameAtOnceAndWithoutReport() throws Exception {
        try (RunningProxy proxy = RunningProxy.on(Transport.NIO)) {
            assertThat(proxy.ask("CONNECT helloscope.internal:443 HTTP/1.1\r\nHost: helloscope.internal:443\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 Forbidden\r\n").contains("http://helloscope.internal/");
            proxy.tunnel().close();
            assertThat(proxy.ended().destination().host()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void noticesARequestThatHasBeenHere() throws Exception {
        try (RunningProxy proxy = RunningProxy.on(Transport.NIO)) {
            Client client = proxy.client("GET http://" + proxy.authority() + "/ HTTP/1.1\r\nHost: a\r\n\r\n");
            String seen = proxy.accept().head();
            String via = seen.lines().filter(line -> line.toLowerCase().startsWith("via:")).findFirst().orElseThrow();
            client.close();
            assertThat(proxy.ask("CONNECT " + proxy.authority() + " HTTP/1.1\r\n" + via + "\r\n\r\n")).startsWith("HTTP/1.1 502 ")
                    .contains("error=proxy_loop_detected");
            assertThat(proxy.ask("GET http://" + proxy.authority() + "/ HTTP/1.1\r\nHost: a\r\nVia: 1.0 fred\r\n" + via + ", 1.1 x\r\n\r\n"))
                    .startsWith("HTTP/1.1 502 ").contains("error=proxy_loop_detected");
        }
    }

    @Test
    void passesTheNextProxysStatusOnButNeverAsksForItsCredentials() throws Exception {
        for (int status : new int[] {403, 502, 503, 504, 511, 407, 301}) {
            try (ServerSocket next = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    RunningProxy proxy = RunningProxy.plan().upstream("http://127.0.0.1:" + next.getLocalPort()).start();
                    Client client = proxy.client("CONNECT www.example.com:443 HTTP/1.1\r\nHost: www.example.com:443\r\n\r\n")) {
                Client asked = new Client(next.accept());
                assertThat(asked.head()).startsWith("CONNECT www.example.com:443 ");
                asked.send("HTTP/1.1 " + status + " No\r\nProxy-Authenticate: Basic realm=\"next\"\r\nContent-Length: 0\r\n\r\n");
                String answer = client.rest();
                assertThat(answer).startsWith("HTTP/1.1 " + (status == 301 ? 502 : status) + " ")
                        .contains("Proxy-Status: helloscope; received-status=" + status).doesNotContain("Proxy-Authenticate", "Retry-After");
                Reach.Failed reach = (Reach.Failed) proxy.ended().reach();
                assertThat(reach.answer().orElseThrow().status()).hasValue(status);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void tellsThatTheClientLeftWhileItDialled(Transport transport) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
                RunningProxy proxy = RunningProxy.plan().transport(transport).upstream("http://127.0.0.1:" + silent.getLocalPort()).start()) {
            for (boolean reset : new boolean[] {false, true}) {
                Client client = proxy.client("CONNECT www.example.com:443 HTTP/1.1\r\nHost: a\r\n\r\n");
                try (Client asked = new Client(silent.accept())) {
                    asked.head();
                    if (reset) {
                        client.reset();
                    } else {
                        client.close();
                    }
                    assertThat(proxy.ended().reach()).isEqualTo(new Reach.Pending());
                    assertThat(asked.in.read()).as("the dialling is ended").isEqualTo(-1);
                }
            }
        }
    }

    @Test
    void servesAClientThatHasSaidAllBeforeTheTunnelStands() throws Exception {
        try (ServerSocket next = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
                RunningProxy proxy = RunningProxy.plan().upstream("http://127.0.0.1:" + next.getLocalPort()).start();
                Client client = proxy.client("CONNECT www.example.com:443 HTTP/1.1\r\nHost: a\r\n\r\nall that I say")) {
            client.socket().shutdownOutput();
            Client server = new Client(next.accept());
            server.head();
            server.send("HTTP/1.1 200 ok\r\n\r\n");
            assertThat(server.rest()).isEqualTo("all that I say");
            server.send("heard");
            server.close();
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            assertThat(client.rest()).isEqualTo("heard");
        }
    }

    @Test
    void keepsABoundedAmountOfWhatComesBeforeTheTunnelStands() throws Exception {
        byte[] much = new byte[4 * 1024 * 1024];
        new Random(7).nextBytes(much);
        try (ServerSocket next = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
                RunningProxy proxy = RunningProxy.plan().upstream("http://127.0.0.1:" + next.getLocalPort()).start();
                Client client = proxy.client("CONNECT www.example.com:443 HTTP/1.1\r\nHost: a\r\n\r\n")) {
            Client server = new Client(next.accept());
            server.head();
            CompletableFuture<Void> sending = RunningProxy.inBackground(() -> {
                client.socket().getOutputStream().write(much);
                client.socket().shutdownOutput();
            });
            server.send("HTTP/1.1 200 ok\r\n\r\n");
            assertThat(java.util.Arrays.equals(server.in.readAllBytes(), much)).isTrue();
            sending.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void isATypedErrorWhereThePortIsTaken() throws Exception {
        try (RunningProxy proxy = RunningProxy.on(Transport.NIO); ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", taken.getLocalPort());
            assertThatThrownBy(() -> proxy.another(List.of(new InetSocketAddress("127.0.0.1", 0), address)).start())
                    .isInstanceOf(ListenException.class)
                    .hasMessage("listen: cannot listen on 127.0.0.1:" + taken.getLocalPort() + ", it is in use or not an address of this"
                            + " machine (choose another address or port, or stop the program that has it)")
                    .satisfies(thrown -> assertThat(((ListenException) thrown).address()).isEqualTo(address));
        }
    }

    @Test
    void passesAResetOn() throws Exception {
        try (RunningProxy proxy = RunningProxy.on(Transport.NIO); Tunnel tunnel = proxy.tunnel()) {
            tunnel.client().send("x");
            tunnel.server().read(1);
            tunnel.server().reset();
            assertThatThrownBy(() -> tunnel.client().in.read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void hasNoUserAgentWhereTheClientNamesNone() throws Exception {
        try (RunningProxy proxy = RunningProxy.on(Transport.NIO); Tunnel tunnel = proxy.tunnel()) {
            tunnel.close();
            assertThat(proxy.ended().client().userAgent()).isEqualTo(Optional.empty());
        }
    }
}
