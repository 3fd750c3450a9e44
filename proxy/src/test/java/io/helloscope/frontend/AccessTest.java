package io.helloscope.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helloscope.access.Passwords;
import io.helloscope.frontend.RunningProxy.Client;
import io.helloscope.frontend.RunningProxy.Tunnel;
import io.helloscope.frontend.access.ClientLimits;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Reach.Refusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use the proxy, how much of it, and how it takes leave. */
@Timeout(60)
class AccessTest {
    private static final String ANN = "Proxy-Authorization: Basic YW5uOmdlaGVpbQ==\r\n";

    private static Passwords passwords() {
        return Passwords.parse("test", List.of(Passwords.line("ann", "geheim".toCharArray())));
    }

    private static Refusal refusal(Connection connection) {
        return ((Reach.Refused) connection.reach()).refusal();
    }

    @Test
    void asksForUserAndPassword() throws Exception {
        try (RunningProxy proxy = RunningProxy.plan().passwords(passwords()).start()) {
            String connect = "CONNECT " + proxy.authority() + " HTTP/1.1\r\nHost: x\r\n%s\r\n";
            assertThat(proxy.ask(connect.formatted(""))).startsWith("HTTP/1.1 407 Proxy Authentication Required\r\n")
                    .contains("Proxy-Authenticate: Basic realm=\"Helloscope\", charset=\"UTF-8\"\r\n", "Proxy-Status: helloscope; error=");
            assertThat(refusal(proxy.ended())).isEqualTo(Refusal.AUTHENTICATION_REQUIRED);
            assertThat(proxy.ask(connect.formatted("Proxy-Authorization: Basic YW5uOndyb25n\r\n"))).startsWith("HTTP/1.1 407 ");
            assertThat(refusal(proxy.ended())).isEqualTo(Refusal.AUTHENTICATION_REQUIRED);
            assertThat(proxy.ask(connect.formatted("Proxy-Authorization: Bearer YW5uOmdlaGVpbQ==\r\n"))).startsWith("HTTP/1.1 407 ");
            assertThat(proxy.ask(connect.formatted("Proxy-Authorization: Basic %%%\r\n"))).startsWith("HTTP/1.1 407 ");
            for (int i = 0; i < 2; i++) {
                try (Client client = proxy.client(connect.formatted(ANN) + "early"); Client server = proxy.accept()) {
                    assertThat(client.head()).startsWith("HTTP/1.1 200 ");
                    assertThat(server.read(5)).isEqualTo("early");
                }
            }
        }
    }

    @Test
    void asksForThePasswordOfPlainHttpTooAndKeepsItFromTheServer() throws Exception {
        try (RunningProxy proxy = RunningProxy.plan().passwords(passwords()).start()) {
            String post = "POST http://" + proxy.authority() + "/ HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n%s\r\nhi";
            assertThat(proxy.ask(post.formatted("Accept: text/html\r\n"))).startsWith("HTTP/1.1 407 ").contains("<h1>");
            assertThat(proxy.ended).as("a challenge is no failure").isEmpty();
            try (Client client = proxy.client(post.formatted(ANN)); Client server = proxy.accept()) {
                assertThat(server.head()).doesNotContainIgnoringCase("proxy-authorization");
                assertThat(server.read(2)).isEqualTo("hi");
                server.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void keepsOtherNetworksOut() throws Exception {
        try (RunningProxy proxy = RunningProxy.plan().clients("192.0.2.0/24", "2001:db8::/32").start()) {
            assertThat(proxy.ask("CONNECT " + proxy.authority() + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403 ").contains("error=http_request_denied");
            assertThat(refusal(proxy.ended())).isEqualTo(Refusal.CLIENT_DENIED);
            assertThat(proxy.ask("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")).startsWith("HTTP/1.1 403 ");
            assertThat(proxy.ask("\5\1\0\5\1\0\1\177\0\0\1\0\120").substring(2)).startsWith("\5\2");
        }
    }

    @Test
    void refusesConnectionsBeyondItsLimits() throws Exception {
        try (RunningProxy proxy = RunningProxy.plan().limits(ClientLimits.DEFAULT.withConnections(3, 2)).start();
                Tunnel first = proxy.tunnel(); Tunnel second = proxy.tunnel()) {
            assertThat(proxy.ask("CONNECT " + proxy.authority() + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 503 ")
                    .contains("Retry-After: ", "error=connection_limit_reached");
            assertThat(refusal(proxy.ended())).isEqualTo(Refusal.OVERLOADED);
            assertThat(proxy.bounds.poll(5, TimeUnit.SECONDS)).isEqualTo("client-connections-per-client");
            assertThat(proxy.ask("\5\1\0\5\1\0\1\177\0\0\1\0\120").substring(2)).startsWith("\5\1");
            first.close();
            RunningProxy.await(() -> proxy.server.clients() == 1);
            proxy.tunnel().close();
        }
    }

    @Test
    void turnsAwayWhereEvenToRefuseIsTooMuch() throws Exception {
        List<Client> idle = new ArrayList<>();
        try (RunningProxy proxy = RunningProxy.plan().limits(ClientLimits.DEFAULT.withConnections(4, 4)).start()) {
            for (int i = 0; i < 4 + 16; i++) {
                idle.add(proxy.client());
            }
            RunningProxy.await(() -> proxy.server.clients() == 20);
            assertThat(proxy.client().rest()).isEmpty();
            for (Client client : idle) {
                client.close();
            }
            RunningProxy.await(() -> proxy.server.clients() == 0);
        }
    }

    @Test
    void tellsRefusalsThatAnyoneCanCauseOnlyNowAndThen() throws Exception {
        try (RunningProxy proxy = RunningProxy.proxy()) {
            for (int i = 0; i < 300; i++) {
                assertThat(proxy.ask("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
            }
            assertThat(proxy.ended.size()).isBetween(1, 250);
            assertThat(proxy.bounds).contains("refusal-reports");
        }
    }

    @Test
    void boundsTheHeadInBytesFieldsAndTime() throws Exception {
        ClientLimits limits = ClientLimits.DEFAULT.withHeadSize(4096).withTimes(Duration.ofMillis(300), Duration.ofMillis(700));
        try (RunningProxy proxy = RunningProxy.plan().limits(limits).start()) {
            assertThat(proxy.ask("GET http://x.test/" + "a".repeat(10_000))).startsWith("HTTP/1.1 414 ");
            assertThat(proxy.ask("GET http://x.test/ HTTP/1.1\r\nHost: x\r\nCookie: " + "a".repeat(10_000))).startsWith("HTTP/1.1 431 ");
            assertThat(proxy.ask("GET http://x.test/ HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(300) + "\r\n")).startsWith("HTTP/1.1 431 ");
            assertThat(proxy.ask("GET http://x.test/ HTTP/1.1\r\nHost")).startsWith("HTTP/1.1 408 ");
            assertThat(proxy.ask("\5\1")).as("a slow greeting").isEmpty();
            assertThat(proxy.ask("")).as("silence").isEmpty();
            RunningProxy.await(() -> proxy.server.clients() == 0);
        }
    }

    @Test
    void isNotKeptOpenByAHeadThatComesByteByByte() throws Exception {
        ClientLimits limits = ClientLimits.DEFAULT.withTimes(Duration.ofMillis(500), Duration.ofSeconds(5));
        try (RunningProxy proxy = RunningProxy.plan().limits(limits).start(); Client client = proxy.client()) {
            CompletableFuture<Void> dripping = RunningProxy.inBackground(() -> {
                try {
                    client.send("GET http://x.test/ HTTP/1.1\r\nX: ");
                    while (true) {
                        client.send("a");
                        LockSupport.parkNanos(20_000_000);
                    }
                } catch (IOException refused) {
                    // As it shall be.
                }
            });
            assertThat(client.head()).startsWith("HTTP/1.1 408 ");
            client.close();
            dripping.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void namesTlsThatIsSpokenToTheProxyItself() throws Exception {
        try (RunningProxy proxy = RunningProxy.proxy()) {
            assertThatThrownBy(() -> {
                try (SSLSocket socket = (SSLSocket) SSLContext.getDefault().getSocketFactory().createSocket("127.0.0.1", proxy.port())) {
                    socket.setSoTimeout(20_000);
                    javax.net.ssl.SSLParameters parameters = socket.getSSLParameters();
                    parameters.setServerNames(List.of(new javax.net.ssl.SNIHostName("proxy.example")));
                    socket.setSSLParameters(parameters);
                    socket.startHandshake();
                }
            }).as("a client sees plain text").isInstanceOf(javax.net.ssl.SSLException.class);
            Connection told = proxy.ended();
            assertThat(refusal(told)).isEqualTo(Refusal.TLS_TO_PROXY);
            assertThat(told.arrival()).isEqualTo(Arrival.NONE);
            assertThat(told.destination().host()).isEqualTo("127.0.0.1");
            assertThat(told.destination().port()).isEqualTo(proxy.port());
            assertThat(told.observation().clientHello().orElseThrow().serverName()).contains("proxy.example");
            assertThat(proxy.ask("\26\3\1\2\0\1")).as("an unfinished hello").startsWith("HTTP/1.1 400 ").contains("http://");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\1\2\3", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "\u0090\u00ab\u00cd\r\n\r\n"})
    void namesWhatIsNothingOfThese(String other) throws Exception {
        try (RunningProxy proxy = RunningProxy.plan().limits(ClientLimits.DEFAULT.withTimes(Duration.ofMillis(300), Duration.ofSeconds(5))).start()) {
            assertThat(proxy.ask(other)).matches("(?s)HTTP/1.1 40[08] .*");
        }
    }

    @Test
    void refusesSocks4InItsOwnWords() throws Exception {
        try (RunningProxy proxy = RunningProxy.proxy()) {
            assertThat(proxy.ask("\4\1\0\120\177\0\0\1\0")).isEqualTo("\0[\0\0\0\0\0\0");
            assertThat(refusal(proxy.ended())).isEqualTo(Refusal.BAD_REQUEST);
        }
    }

    private static boolean nobodyComesIn(int port) {
        try (Socket caller = new Socket("127.0.0.1", port)) {
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    @Test
    void letsGoOfIdleClientsAndWaitsForBusyOnesWhenItStops() throws Exception {
        try (RunningProxy proxy = RunningProxy.proxy(); Client idle = proxy.client();
                Client asking = proxy.client("GET http://" + proxy.authority() + "/ HTTP/1.1\r\nHost: x\r\n\r\n"); Client first = proxy.accept();
                Tunnel tunnel = proxy.tunnel()) {
            int port = proxy.port();
            first.head();
            RunningProxy.await(() -> proxy.server.clients() == 3);
            CompletableFuture<Void> served = proxy.server.drain(Duration.ofSeconds(2));
            CompletableFuture<Integer> tunnels = proxy.relay.drain(Duration.ofSeconds(2));
            assertThat(idle.rest()).isEmpty();
            // The listener is closed on a loop of its own, perhaps after the idle client.
            RunningProxy.await(() -> nobodyComesIn(port));
            awaitLoopOf(asking, proxy);
            first.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            assertThat(asking.head()).containsIgnoringCase("connection: close");
            assertThat(asking.rest()).isEqualTo("ok");
            served.get(20, TimeUnit.SECONDS);
            assertThat(tunnels.get(20, TimeUnit.SECONDS)).as("the tunnel had to be closed").isEqualTo(1);
            assertThat(tunnel.client().rest()).isEmpty();
            assertThat(proxy.ended().observation().firstEnd().orElseThrow().by()).as("by the proxy").isEqualTo(Optional.empty());
        }
    }

    /** What the client's loop was told before has been done: clients may have loops of their own. */
    private static void awaitLoopOf(Client client, RunningProxy proxy) {
        Set<Integer> reached = ConcurrentHashMap.newKeySet();
        proxy.server.forEachClient(channel -> reached.add(((InetSocketAddress) channel.remoteAddress()).getPort()));
        RunningProxy.await(() -> reached.contains(client.socket().getLocalPort()));
    }

    @Test
    void endsAPlainRequestThatTakesTooLongWhenItStops() throws Exception {
        try (RunningProxy proxy = RunningProxy.proxy();
                Client asking = proxy.client("GET http://" + proxy.authority() + "/ HTTP/1.1\r\nHost: x\r\n\r\n"); Client server = proxy.accept()) {
            server.head();
            proxy.server.drain(Duration.ofMillis(300)).get(20, TimeUnit.SECONDS);
            assertThat(asking.rest()).isEmpty();
            assertThat(server.rest()).isEmpty();
            RunningProxy.await(() -> proxy.server.clients() == 0);
        }
    }

    @Test
    void isNotOpenToOtherMachinesByMistake() {
        List<InetSocketAddress> everywhere = List.of(new InetSocketAddress("0.0.0.0", 3128));
        assertThatThrownBy(() -> new FrontendSettings(everywhere, List.of(), Optional.empty(), ClientLimits.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("0.0.0.0 is reachable from other machines")
                .hasMessageContaining("access.clients").hasMessageContaining("access.password-file");
        assertThat(new FrontendSettings(everywhere, List.of(), Optional.of(passwords()), ClientLimits.DEFAULT).onLoopback()).isFalse();
        assertThat(FrontendSettings.DEFAULT.onLoopback()).isTrue();
    }
}
