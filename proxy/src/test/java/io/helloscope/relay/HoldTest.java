package io.helloscope.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helloscope.observe.Arrival;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a server sends before the client has spoken waits, in order and for a bounded time. */
@Timeout(60)
class HoldTest {
    private static final RelaySettings LONG = new RelaySettings(Duration.ofMillis(50), Duration.ofSeconds(5), Set.of(22),
            Duration.ofSeconds(60), Duration.ZERO, 64 * 1024, 128 * 1024, RelaySettings.DEFAULT.observer());

    static Stream<Transport> transports() {
        return TransportTest.good();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void holdsTheServersFirstBytesUntilTheClientSpeaks(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).settings(LONG).open(); Socket client = bench.client(); Socket server = bench.server()) {
            RelayTest.send(server, "banner");
            client.setSoTimeout(400);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            long spoken = System.nanoTime();
            RelayTest.send(client, "hello");
            assertThat(RelayTest.read(client, 6)).isEqualTo("banner");
            assertThat(System.nanoTime() - spoken).isLessThan(TimeUnit.SECONDS.toNanos(2));
            assertThat(RelayTest.read(server, 5)).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void holdsThemAtMostForAMoment(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).open(); Socket client = bench.client(); Socket server = bench.server()) {
            long sent = System.nanoTime();
            RelayTest.send(server, "banner");
            assertThat(RelayTest.read(client, 6)).isEqualTo("banner");
            assertThat(System.nanoTime() - sent).isLessThan(TimeUnit.SECONDS.toNanos(2));
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void holdsThemShorterWhereServersSpeakFirst(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).settings(LONG).askedPort(22).open();
                Socket client = bench.client(); Socket server = bench.server()) {
            long sent = System.nanoTime();
            RelayTest.send(server, "SSH-2.0-x\r\n");
            assertThat(RelayTest.read(client, 11)).isEqualTo("SSH-2.0-x\r\n");
            assertThat(System.nanoTime() - sent).isLessThan(TimeUnit.SECONDS.toNanos(2));
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void holdsTheServersEndBehindItsBytes(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).settings(LONG).open(); Socket client = bench.client(); Socket server = bench.server()) {
            RelayTest.send(server, "banner");
            server.shutdownOutput();
            client.setSoTimeout(400);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            RelayTest.send(client, "hello");
            assertThat(RelayTest.readAll(client)).isEqualTo("banner");
            client.close();
            assertThat(RelayTest.readAll(server)).isEqualTo("hello");
            assertThat(RelayTest.endsOf(bench.ended())).containsExactly("server fin", "client fin");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void holdsTheServersResetBehindItsBytes(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).settings(LONG).open(); Socket client = bench.client(); Socket server = bench.server()) {
            RelayTest.send(server, "banner");
            RelayTest.reset(server);
            client.setSoTimeout(400);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            RelayTest.send(client, "hello");
            assertThat(RelayTest.read(client, 6)).isEqualTo("banner");
            RelayTest.assertReset(client);
            assertThat(RelayTest.endsOf(bench.ended())).containsExactly("server reset");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void doesNotHoldMoreThanAWriteBuffer(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).settings(LONG).open(); Socket client = bench.client(); Socket server = bench.server()) {
            long sent = System.nanoTime();
            RelayTest.inBackground(() -> server.getOutputStream().write(new byte[1_000_000]));
            assertThat(client.getInputStream().readNBytes(1_000_000)).hasSize(1_000_000);
            assertThat(System.nanoTime() - sent).isLessThan(TimeUnit.SECONDS.toNanos(4));
            assertThat(bench.counted.bounds).containsExactly("server-first-hold");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void holdsNothingWhereTheReplyCannotBeMistaken(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).settings(LONG).arrival(Arrival.SOCKS5).open();
                Socket client = bench.client(); Socket server = bench.server()) {
            long sent = System.nanoTime();
            RelayTest.send(server, "banner");
            assertThat(RelayTest.read(client, 6)).isEqualTo("banner");
            assertThat(System.nanoTime() - sent).isLessThan(TimeUnit.SECONDS.toNanos(2));
        }
    }
}
