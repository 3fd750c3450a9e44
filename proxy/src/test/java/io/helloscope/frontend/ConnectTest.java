package io.helloscope.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.Arrival;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Reach;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** CONNECT, over real sockets. */
@Timeout(60)
class ConnectTest {
    private static ServerSocket server() throws Exception {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @Test
    void carriesBytesBothWaysAndTellsOfTheTunnel() throws Exception {
        try (Running running = Running.proxy(); ServerSocket listener = server(); Wire client = running.client()) {
            client.send("CONNECT 127.0.0.1:" + listener.getLocalPort() + " HTTP/1.1\r\nHost: x\r\nUser-Agent: probe/1\r\nCookie: secret\r\n\r\n");
            try (Wire server = new Wire(listener.accept())) {
                assertThat(client.head()).isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n");
                client.send("hello");
                assertThat(server.read(5)).isEqualTo("hello");
                server.send("answer");
                assertThat(client.read(6)).isEqualTo("answer");
                assertThat(running.open).hasValue(1);
                client.socket.shutdownOutput();
                assertThat(server.rest()).isEmpty();
                server.send("last");
            }
            assertThat(client.rest()).isEqualTo("last");
            Connection ended = running.ended();
            assertThat(ended.arrival()).isEqualTo(Arrival.CONNECT);
            assertThat(ended.client().userAgent()).contains("probe/1");
            assertThat(ended.client().ip()).isEqualTo("127.0.0.1");
            assertThat(ended.destination().port()).isEqualTo(listener.getLocalPort());
            assertThat(ended.reach()).isInstanceOf(Reach.Connected.class);
            assertThat(ended.observation().bytesFromClient()).isEqualTo(5);
            assertThat(ended.toString()).doesNotContain("secret");
        }
    }

    @Test
    void givesBytesThatFollowTheHeadInTheSameSegmentToTheServer() throws Exception {
        try (Running running = Running.proxy(); ServerSocket listener = server(); Wire client = running.client()) {
            client.send("CONNECT 127.0.0.1:" + listener.getLocalPort() + " HTTP/1.1\r\n\r\nearly bytes");
            try (Wire server = new Wire(listener.accept())) {
                assertThat(server.read(11)).isEqualTo("early bytes");
                assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void saysWhyThereIsNoTunnel() throws Exception {
        int closed;
        try (ServerSocket listener = server()) {
            closed = listener.getLocalPort();
        }
        try (Running running = Running.proxy(); Wire client = running.client()) {
            client.send("CONNECT 127.0.0.1:" + closed + " HTTP/1.1\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 502 ").contains("Proxy-Status: helloscope; error=connection_refused");
            assertThat(client.rest()).contains("refused the connection");
            Connection ended = running.ended();
            assertThat(ended.reach()).isInstanceOfSatisfying(Reach.Failed.class,
                    failed -> assertThat(failed.failure()).isEqualTo(Reach.Failure.REFUSED));
            assertThat(ended.ended()).isTrue();
        }
    }
}
