package io.helloscope.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Direction;
import io.helloscope.observe.End;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What passes through a tunnel, between raw sockets, on each transport that this machine has. */
@Timeout(120)
class RelayTest {
    private static final int MANY = 64 * 1024 * 1024;

    static Stream<Transport> transports() {
        return TransportTest.good();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void passesEveryByteBothWaysAtOnceToSlowReaders(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).open(); Socket client = bench.client(); Socket server = bench.server()) {
            CompletableFuture<Void> up = inBackground(() -> sendPattern(client, MANY, 1));
            CompletableFuture<Void> down = inBackground(() -> sendPattern(server, MANY, 2));
            CompletableFuture<Void> arrived = inBackground(() -> readPattern(server, MANY, 1));
            readPattern(client, MANY, 2);
            CompletableFuture.allOf(up, down, arrived).get(60, TimeUnit.SECONDS);
            Connection ended = bench.ended();
            assertThat(ended.observation().bytesFromClient()).isEqualTo(MANY);
            assertThat(ended.observation().bytesFromServer()).isEqualTo(MANY);
            assertThat(bench.counted.fromClient).hasValue(MANY);
            assertThat(bench.counted.fromServer).hasValue(MANY);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void passesTheClientsHalfCloseAsSuch(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).open(); Socket client = bench.client(); Socket server = bench.server()) {
            send(client, "question");
            client.shutdownOutput();
            assertThat(readAll(server)).isEqualTo("question");
            send(server, "answer");
            assertThat(read(client, 6)).isEqualTo("answer");
            server.close();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(endsOf(bench.ended())).containsExactly("client fin", "server fin");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void passesTheServersHalfCloseAsSuch(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).open(); Socket client = bench.client(); Socket server = bench.server()) {
            send(client, "hello");
            read(server, 5);
            send(server, "bye");
            server.shutdownOutput();
            assertThat(readAll(client)).isEqualTo("bye");
            send(client, "and more");
            assertThat(read(server, 8)).isEqualTo("and more");
            client.close();
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            assertThat(endsOf(bench.ended())).containsExactly("server fin", "client fin");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void passesWhatTheServerSentBeforeItsReset(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).open(); Socket client = bench.client(); Socket server = bench.server()) {
            send(client, "hello");
            read(server, 5);
            send(server, "last words");
            reset(server);
            assertThat(read(client, 10)).isEqualTo("last words");
            assertReset(client);
            assertThat(endsOf(bench.ended())).containsExactly("server reset");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void passesWhatTheClientSentBeforeItsReset(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).open(); Socket client = bench.client(); Socket server = bench.server()) {
            send(client, "last words");
            reset(client);
            assertThat(read(server, 10)).isEqualTo("last words");
            assertReset(server);
            assertThat(endsOf(bench.ended())).containsExactly("client reset");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void passesAResetWithoutAnyData(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).open(); Socket client = bench.client(); Socket server = bench.server()) {
            reset(server);
            assertReset(client);
            assertThat(endsOf(bench.ended())).containsExactly("server reset");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void deliversAnAnswerThatWasFollowedByAResetWhileTheClientStillSends(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).open(); Socket client = bench.client(); Socket server = bench.server()) {
            send(client, "first part");
            read(server, 10);
            send(server, "refused");
            reset(server);
            try {
                for (int i = 0; i < 200; i++) {
                    send(client, "more and more and more");
                }
            } catch (SocketException alreadyReset) {
                // The answer may nevertheless be read.
            }
            assertThat(readUntilEnd(client)).isEqualTo("refused");
            assertThat(endsOf(bench.ended())).containsExactly("server reset");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void tellsAResetAfterAFin(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).open(); Socket client = bench.client(); Socket server = bench.server()) {
            send(client, "hello");
            client.shutdownOutput();
            assertThat(readAll(server)).isEqualTo("hello");
            reset(client);
            CompletableFuture<Void> sending = inBackground(() -> {
                byte[] block = new byte[64 * 1024];
                assertThatThrownBy(() -> {
                    while (true) {
                        server.getOutputStream().write(block);
                    }
                }).isInstanceOf(SocketException.class);
            });
            sending.get(20, TimeUnit.SECONDS);
            assertThat(endsOf(bench.ended())).containsExactly("client fin", "client reset");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void tellsAClientThatLeavesWhileTheServerSends(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).open(); Socket client = bench.client(); Socket server = bench.server()) {
            send(client, "hello");
            read(server, 5);
            CompletableFuture<Void> sending = inBackground(() -> {
                byte[] block = new byte[64 * 1024];
                assertThatThrownBy(() -> {
                    while (true) {
                        server.getOutputStream().write(block);
                    }
                }).isInstanceOf(SocketException.class);
            });
            read(client, 1000);
            client.close();
            sending.get(20, TimeUnit.SECONDS);
            assertThat(endsOf(bench.ended()).get(0)).startsWith("client ");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void sendsEarlyBytesBeforeAllOthers(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).early("early ".getBytes(US_ASCII)).open();
                Socket client = bench.client(); Socket server = bench.server()) {
            send(client, "late");
            client.shutdownOutput();
            assertThat(readAll(server)).isEqualTo("early late");
            server.close();
            assertThat(bench.ended().observation().bytesFromClient()).isEqualTo(10);
        }
    }

    /** The words for each end, in order. */
    static List<String> endsOf(Connection connection) {
        return connection.observation().ends().stream()
                .map((End end) -> end.by().map(Direction::code).orElse("proxy") + " " + end.kind().code()).toList();
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        socket.getOutputStream().flush();
    }

    static String read(Socket socket, int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), US_ASCII);
    }

    static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }

    /** What comes before the end, whichever end. */
    private static String readUntilEnd(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
                text.append((char) b);
            }
        } catch (SocketException reset) {
            return text.toString();
        }
        return text.toString();
    }

    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    static void assertReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    interface Action {
        void run() throws Exception;
    }

    static CompletableFuture<Void> inBackground(Action action) {
        return CompletableFuture.runAsync(() -> {
            try {
                action.run();
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }, task -> new Thread(task, "peer").start());
    }

    private static void sendPattern(Socket socket, int count, int seed) throws IOException {
        Random random = new Random(seed);
        byte[] block = new byte[100_000];
        OutputStream out = socket.getOutputStream();
        for (int sent = 0; sent < count; sent += block.length) {
            random.nextBytes(block);
            out.write(block, 0, Math.min(block.length, count - sent));
        }
        socket.shutdownOutput();
    }

    private static void readPattern(Socket socket, int count, int seed) throws IOException {
        Random random = new Random(seed);
        byte[] expected = new byte[100_000];
        InputStream in = socket.getInputStream();
        for (int read = 0; read < count; read += expected.length) {
            random.nextBytes(expected);
            int length = Math.min(expected.length, count - read);
            byte[] block = in.readNBytes(length);
            assertThat(java.util.Arrays.equals(block, 0, block.length, expected, 0, length)).as("block at %d", read).isTrue();
            if (read % 1_000_000 == 0) {
                // The readers are the slow ones: it is what is tested.
                LockSupport.parkNanos(3_000_000);
            }
        }
        assertThat(in.read()).isEqualTo(-1);
    }
}
