package io.helloscope.relay;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Direction;
import io.helloscope.observe.HelloDelivery;
import io.helloscope.observe.Observation;
import io.netty.util.ResourceLeakDetector;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** How tunnels begin, are told of, and end. */
@Timeout(120)
class TunnelLifeTest {
    static Stream<Transport> transports() {
        return TransportTest.good();
    }

    /** Where the watcher throws. */
    enum Fault {
        BYTES, SATISFIED, CLOSED, SNAPSHOT
    }

    /** Sees nothing, is satisfied after some bytes, and throws at one place. */
    private static final class Faulty implements Watcher {
        private final Optional<Fault> fault;
        private final long enough;
        private long seen;
        private long told;

        Faulty(Optional<Fault> fault, long enough) {
            this.fault = fault;
            this.enough = enough;
        }

        private void throwAt(Fault place) {
            if (fault.equals(Optional.of(place))) {
                throw new StackOverflowError("on purpose");
            }
        }

        @Override
        public void bytes(Direction sender, ByteBuffer view, long nanos) {
            throwAt(Fault.BYTES);
            seen += view.remaining();
        }

        @Override
        public void skipped(Direction sender, long count, long nanos) {
            told += count;
        }

        @Override
        public void closed(Optional<Direction> by, CloseKind kind, long nanos) {
            throwAt(Fault.CLOSED);
        }

        @Override
        public boolean satisfied() {
            throwAt(Fault.SATISFIED);
            return seen >= enough;
        }

        @Override
        public Observation snapshot() {
            throwAt(Fault.SNAPSHOT);
            return Observation.unwatched(seen, told, List.of());
        }
    }

    @ParameterizedTest
    @EnumSource
    void goesOnWhereTheWatcherThrows(Fault fault) throws Exception {
        try (Bench bench = Bench.on(Transport.NIO).watcher(new Faulty(Optional.of(fault), 1_000)).open();
                Socket client = bench.client(); Socket server = bench.server()) {
            for (int i = 0; i < 50; i++) {
                RelayTest.send(client, "ping ".repeat(20));
                assertThat(RelayTest.read(server, 100)).isEqualTo("ping ".repeat(20));
                RelayTest.send(server, "pong");
                assertThat(RelayTest.read(client, 4)).isEqualTo("pong");
            }
            client.close();
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            server.close();
            Observation seen = bench.ended().observation();
            assertThat(seen.bytesFromClient()).isEqualTo(5_000);
            assertThat(seen.bytesFromServer()).isEqualTo(200);
            assertThat(seen.ends()).extracting(end -> end.by().map(Direction::code).orElse("proxy")).containsExactly("client", "server");
            assertThat(bench.counted.tapFailures).hasValue(1);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void onlyCountsWhenTheWatcherIsSatisfied(Transport transport) throws Exception {
        Faulty watcher = new Faulty(Optional.empty(), 10);
        try (Bench bench = Bench.on(transport).watcher(watcher).open(); Socket client = bench.client(); Socket server = bench.server()) {
            RelayTest.send(client, "0123456789");
            RelayTest.read(server, 10);
            assertThat(bench.decided.poll(20, TimeUnit.SECONDS)).isNotNull();
            RelayTest.send(server, "x".repeat(5_000));
            RelayTest.read(client, 5_000);
            RelayTest.send(client, "y".repeat(700));
            client.shutdownOutput();
            RelayTest.readAll(server);
            server.close();
            Connection ended = bench.ended();
            assertThat(ended.observation().bytesFromClient()).as("looked at").isEqualTo(10);
            assertThat(ended.observation().bytesFromServer()).as("only told of").isEqualTo(5_700);
            assertThat(ended.ended()).isTrue();
            assertThat(bench.decided).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void tellsOfAnAnswerThatIsNoTlsWhileTheConnectionStands(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).open(); Socket client = bench.client(); Socket server = bench.server()) {
            client.getOutputStream().write(Hellos.clientHello("localhost"));
            server.getInputStream().readNBytes(40);
            RelayTest.send(server, "HTTP/1.1 400 Bad Request\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n");
            Connection told = bench.decided.poll(20, TimeUnit.SECONDS);
            assertThat(told).isNotNull();
            assertThat(told.ended()).isFalse();
            assertThat(told.observation().clientHello()).isPresent();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void closesATunnelThatStaysHalfClosed(Transport transport) throws Exception {
        RelaySettings settings = RelaySettings.DEFAULT.withHalfClosedIdle(Duration.ofSeconds(1));
        try (Bench bench = Bench.on(transport).settings(settings).open(); Socket client = bench.client(); Socket server = bench.server()) {
            client.shutdownOutput();
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(RelayTest.endsOf(bench.ended())).containsExactly("client fin", "proxy timeout");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void closesASilentTunnelOnlyWhereALimitIsSet(Transport transport) throws Exception {
        RelaySettings settings = RelaySettings.DEFAULT.withIdle(Duration.ofSeconds(1)).withHalfClosedIdle(Duration.ZERO);
        try (Bench bench = Bench.on(transport).settings(settings).open(); Socket client = bench.client(); Socket server = bench.server()) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            assertThat(RelayTest.endsOf(bench.ended())).containsExactly("proxy timeout");
        }
        assertThat(RelaySettings.DEFAULT.idle()).isZero();
    }

    @Test
    void drainsWhenTheLastTunnelEnds() throws Exception {
        try (Bench bench = Bench.on(Transport.NIO).open(); Socket client = bench.client(); Socket server = bench.server()) {
            CompletableFuture<Integer> drained = bench.relay.drain(Duration.ofSeconds(30));
            assertThat(drained).isNotDone();
            client.close();
            server.close();
            assertThat(drained.get(10, TimeUnit.SECONDS)).isZero();
            assertThat(bench.relay.drain(Duration.ZERO).get(10, TimeUnit.SECONDS)).isZero();
        }
    }

    @Test
    void closesWhatIsLeftWhenTheTimeToDrainIsOver() throws Exception {
        try (Bench bench = Bench.on(Transport.NIO).open(); Socket client = bench.client(); Socket server = bench.server();
                Socket other = bench.client(); Socket otherServer = bench.server()) {
            assertThat(bench.relay.open()).isEqualTo(2);
            assertThat(bench.relay.drain(Duration.ofMillis(200)).get(10, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(RelayTest.endsOf(bench.ended())).containsExactly("proxy fin");
            assertThat(RelayTest.endsOf(bench.ended())).containsExactly("proxy fin");
            for (Socket socket : List.of(client, server, other, otherServer)) {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void keepsLittleOfWhatAStuckReaderDoesNotTake(Transport transport) throws Exception {
        int tunnels = 24;
        byte[] more = new byte[64 * 1024 * 1024];
        long before = io.netty.util.internal.PlatformDependent.usedDirectMemory();
        try (Bench bench = Bench.on(transport).open()) {
            List<Socket> sockets = new ArrayList<>();
            List<CompletableFuture<Void>> senders = new ArrayList<>();
            for (int i = 0; i < tunnels; i++) {
                Socket client = bench.client();
                Socket server = bench.server();
                sockets.add(client);
                sockets.add(server);
                RelayTest.send(client, "give");
                RelayTest.read(server, 4);
                senders.add(CompletableFuture.runAsync(() -> {
                    try {
                        server.getOutputStream().write(more);
                    } catch (java.io.IOException closedByTheTest) {
                        // As meant: nobody reads it all.
                    }
                }, task -> new Thread(task, "sender").start()));
            }
            // Quiet: two sweeps of a second each have counted the same.
            long[] last = {-1};
            Bench.await(() -> {
                long now = bench.counted.fromServer.get();
                java.util.concurrent.locks.LockSupport.parkNanos(1_500_000_000);
                boolean same = now > 0 && now == last[0];
                last[0] = now;
                return same;
            });
            long used = io.netty.util.internal.PlatformDependent.usedDirectMemory() - before;
            assertThat(senders).noneMatch(CompletableFuture::isDone);
            assertThat(used).as("bytes of direct memory for %d stuck tunnels", tunnels).isLessThan(tunnels * 512L * 1024);
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void leavesNeitherChannelNorBufferBehind(Transport transport) throws Exception {
        ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
        log.start();
        logger.addAppender(log);
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        try (Bench bench = Bench.on(transport).open()) {
            for (int i = 0; i < 2_000; i++) {
                try (Socket client = bench.client(); Socket server = bench.server()) {
                    RelayTest.send(client, "hello");
                    RelayTest.send(server, "answer");
                    switch (i % 4) {
                        case 0 -> RelayTest.reset(client);
                        case 1 -> RelayTest.reset(server);
                        case 2 -> RelayTest.read(client, 6);
                        default -> client.shutdownOutput();
                    }
                }
            }
            for (int i = 0; i < 2_000; i++) {
                bench.ended();
            }
            assertThat(bench.relay.open()).isZero();
            assertThat(bench.counted.opened).hasValue(2_000);
            assertThat(bench.counted.closed).hasValue(2_000);
            for (int i = 0; i < 5; i++) {
                System.gc();
                // Leaks are noticed when the next buffer is made.
                io.netty.buffer.ByteBufAllocator.DEFAULT.buffer(1).release();
            }
            assertThat(log.list).as("leaks").isEmpty();
        } finally {
            ResourceLeakDetector.setLevel(usual);
            logger.detachAppender(log);
        }
    }

    @Test
    void countsSegmentsToTellHowMuchOfAHelloArrived() {
        assertThat(TcpState.delivery(0, 1448, 1900, 0)).isEqualTo(HelloDelivery.ACKNOWLEDGED);
        assertThat(TcpState.delivery(2, 1448, 1900, 0)).isEqualTo(HelloDelivery.NONE);
        assertThat(TcpState.delivery(1, 1448, 1900, 0)).isEqualTo(HelloDelivery.PARTLY);
        assertThat(TcpState.delivery(1, 1448, 500, 0)).isEqualTo(HelloDelivery.NONE);
        assertThat(TcpState.delivery(0, 1448, 5000, 2000)).isEqualTo(HelloDelivery.PARTLY);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NIO")
    void readsFromTheKernelThatAStalledHelloHasArrived(Transport transport) throws Exception {
        if (!transport.available()) {
            return;
        }
        try (Bench bench = Bench.on(transport).open(); Socket client = bench.client(); Socket server = bench.server()) {
            client.getOutputStream().write(Hellos.clientHello("localhost"));
            server.getInputStream().readNBytes(40);
            client.close();
            server.close();
            assertThat(bench.ended().unacknowledged()).contains(HelloDelivery.ACKNOWLEDGED);
        }
    }
}
