package io.helloscope.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.access.Passwords;
import io.helloscope.frontend.RunningProxy.Client;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Reach;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SOCKS5 on the same port, over real sockets. */
@Timeout(60)
class SocksTest {
    private static final String OPENED = "\5\0\0\1\0\0\0\0\0\0";

    private static ServerSocket server() throws Exception {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static String port(int port) {
        return new String(new byte[] {(byte) (port >> 8), (byte) port}, StandardCharsets.ISO_8859_1);
    }

    private static String ipv4(int port) {
        return "\5\1\0\1\u007f\0\0\1" + port(port);
    }

    private static String named(String host, int port) {
        return "\5\1\0\3" + (char) host.length() + host + port(port);
    }

    @Test
    void opensATunnelToAnAddress() throws Exception {
        try (RunningProxy running = RunningProxy.plan().start(); ServerSocket listener = server(); Client client = running.client()) {
            client.send("\5\2\0\2");
            assertThat(client.read(2)).isEqualTo("\5\0");
            client.send(ipv4(listener.getLocalPort()));
            try (Client server = new Client(listener.accept())) {
                assertThat(client.read(10)).isEqualTo(OPENED);
                client.send("to");
                assertThat(server.read(2)).isEqualTo("to");
                server.send("fro");
                assertThat(client.read(3)).isEqualTo("fro");
            }
            client.close();
            Connection ended = running.ended();
            assertThat(ended.arrival()).isEqualTo(Arrival.SOCKS5);
            assertThat(ended.destination().host()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void takesAllThatAClientSendsAtOnce() throws Exception {
        try (RunningProxy running = RunningProxy.plan().start(); ServerSocket listener = server(); Client client = running.client()) {
            client.send("\5\1\0" + named("LocalHost.", listener.getLocalPort()) + "early");
            try (Client server = new Client(listener.accept())) {
                assertThat(server.read(5)).isEqualTo("early");
                assertThat(client.read(12)).isEqualTo("\5\0" + OPENED);
            }
            client.close();
            assertThat(running.ended().destination().host()).isEqualTo("localhost");
        }
    }

    @Test
    void takesOneByteAtATime() throws Exception {
        try (RunningProxy running = RunningProxy.plan().start(); ServerSocket listener = server(); Client client = running.client()) {
            for (char c : ("\5\1\0" + named("localhost", listener.getLocalPort()) + "x").toCharArray()) {
                client.send(String.valueOf(c));
            }
            try (Client server = new Client(listener.accept())) {
                assertThat(server.read(1)).isEqualTo("x");
            }
        }
    }

    @Test
    void reachesIpv6Addresses() throws Exception {
        try (RunningProxy running = RunningProxy.plan().start(); ServerSocket listener = new ServerSocket(0, 5, InetAddress.getByName("::1"));
                Client client = running.client()) {
            client.send("\5\1\0\5\1\0\4" + "\0".repeat(15) + "\1" + port(listener.getLocalPort()));
            try (Client server = new Client(listener.accept())) {
                server.send("x");
                assertThat(client.read(13)).isEqualTo("\5\0" + OPENED + "x");
            }
            client.close();
            assertThat(running.ended().destination().host()).isEqualTo("::1");
        }
    }

    @Test
    void saysWhyThereIsNoTunnel() throws Exception {
        int closed;
        try (ServerSocket listener = server()) {
            closed = listener.getLocalPort();
        }
        try (RunningProxy running = RunningProxy.plan().start()) {
            assertThat(reply(running, ipv4(closed))).as("refused").isEqualTo(5);
            assertThat(reply(running, "\5\1\0\1" + "\u00a9\u00fe\u00a9\u00fe" + port(80))).as("not allowed").isEqualTo(2);
            assertThat(reply(running, "\5\2\0\1\u007f\0\0\1" + port(closed))).as("bind").isEqualTo(7);
            assertThat(reply(running, "\5\3\0\1\u007f\0\0\1" + port(closed))).as("UDP").isEqualTo(7);
            assertThat(reply(running, "\5\1\0\2\u007f\0\0\1" + port(closed))).as("kind of address").isEqualTo(8);
            assertThat(reply(running, ipv4(0))).as("port 0").isEqualTo(8);
            assertThat(reply(running, named("helloscope.internal", 443))).as("the own site by https").isEqualTo(2);
            assertThat(((Reach.Failed) running.ended().reach()).failure()).isEqualTo(Reach.Failure.REFUSED);
        }
    }

    private static int reply(RunningProxy running, String request) throws Exception {
        try (Client client = running.client()) {
            client.send("\5\1\0" + request);
            assertThat(client.read(2)).isEqualTo("\5\0");
            return client.rest().charAt(1);
        }
    }

    @Test
    void asksForThePassword() throws Exception {
        Passwords passwords = Passwords.parse("test", List.of(Passwords.line("anna", "geheim".toCharArray())));
        try (RunningProxy running = RunningProxy.plan().passwords(passwords).start(); ServerSocket listener = server()) {
            try (Client client = running.client()) {
                client.send("\5\2\0\2" + "\1\4anna\6geheim" + ipv4(listener.getLocalPort()) + "early");
                try (Client server = new Client(listener.accept())) {
                    assertThat(client.read(14)).isEqualTo("\5\2\1\0" + OPENED);
                    assertThat(server.read(5)).isEqualTo("early");
                }
            }
            running.ended();
            try (Client client = running.client()) {
                client.send("\5\1\2" + "\1\4anna\5wrong" + ipv4(listener.getLocalPort()));
                assertThat(client.rest()).startsWith("\5\2\1").doesNotEndWith("\0");
            }
            try (Client client = running.client()) {
                client.send("\5\1\0");
                assertThat(client.rest()).isEqualTo("\5\u00ff");
            }
            assertThat(((Reach.Refused) running.ended().reach()).refusal()).isEqualTo(Reach.Refusal.AUTHENTICATION_REQUIRED);
        }
    }

    @Test
    void showsTheProxysOwnSite() throws Exception {
        try (RunningProxy running = RunningProxy.plan().start(); Client client = running.client()) {
            client.send("\5\1\0" + named("helloscope.internal", 80));
            assertThat(client.read(12)).isEqualTo("\5\0" + OPENED);
            client.send("GET / HTTP/1.1\r\nHost: helloscope.internal\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
        }
    }
}
