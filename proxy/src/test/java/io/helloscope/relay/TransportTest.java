package io.helloscope.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which transports may carry tunnels. */
@Timeout(120)
class TransportTest {
    private static final int ANSWER = 20 * 1024 * 1024;

    static Stream<Transport> good() {
        return Arrays.stream(Transport.values()).filter(Transport::available).filter(Transport::fit);
    }

    static Stream<Transport> allButEpoll() {
        return Stream.of(Transport.NIO, Transport.IO_URING).filter(Transport::available);
    }

    @Test
    void neverChoosesIoUringThatKeepsSilentAboutAResetAfterData() throws Exception {
        assertThat(Transport.choose("auto")).isNotEqualTo(Transport.IO_URING);
        assertThatThrownBy(() -> Transport.choose("io-uring")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("io-uring does not pass all bytes");
        if (Transport.IO_URING.available()) {
            boolean silent = false;
            for (int attempt = 0; attempt < 10 && !silent; attempt++) {
                silent = staysSilentAboutAResetAfterData();
            }
            // Where this fails, Netty has mended it: then io_uring may be chosen again.
            assertThat(silent).as("io_uring keeps silent about a reset that comes together with data").isTrue();
        }
    }

    /** Whether the client learns nothing of it within two seconds; the kernel may still tell the two apart now and then. */
    private static boolean staysSilentAboutAResetAfterData() throws Exception {
        try (Bench bench = Bench.on(Transport.IO_URING).open(); Socket client = bench.client(); Socket server = bench.server()) {
            RelayTest.send(client, "hello");
            RelayTest.read(server, 5);
            // Both have come before the loop looks.
            CountDownLatch sent = new CountDownLatch(1);
            bench.group.execute(() -> {
                try {
                    sent.await();
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            });
            RelayTest.send(server, "last words");
            RelayTest.reset(server);
            sent.countDown();
            assertThat(RelayTest.read(client, 10)).isEqualTo("last words");
            client.setSoTimeout(2_000);
            client.getInputStream().read();
            return false;
        } catch (SocketTimeoutException silence) {
            return true;
        } catch (SocketException told) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("allButEpoll")
    void deliversALongAnswerToASlowReaderThatHasHalfClosed(Transport transport) throws Exception {
        assertThat(delivered(transport)).isEqualTo(ANSWER);
    }

    @Test
    void neverChoosesEpollThatLosesSuchAnAnswer() throws Exception {
        assertThat(Transport.choose("auto")).isNotEqualTo(Transport.EPOLL);
        assertThatThrownBy(() -> Transport.choose("epoll")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("epoll does not pass all bytes");
        if (Transport.EPOLL.available()) {
            // Where this fails, Netty has mended it: then epoll may be chosen again.
            assertThat(delivered(Transport.EPOLL)).isLessThan(ANSWER);
        }
    }

    @Test
    void namesTheAllowedWordsWhereTheSettingIsNone() {
        assertThatThrownBy(() -> Transport.choose("kqueue")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kqueue (expected: auto, nio)");
        assertThat(Transport.choose("nio")).isEqualTo(Transport.NIO);
    }

    /** How many bytes of the answer came, all of them right. */
    private static int delivered(Transport transport) throws Exception {
        try (Bench bench = Bench.on(transport).open(); Socket client = bench.client(); Socket server = bench.server()) {
            client.setSoTimeout(5_000);
            client.getOutputStream().write('?');
            client.shutdownOutput();
            CompletableFuture<Void> answer = CompletableFuture.runAsync(() -> answer(server));
            int count = readSlowly(client.getInputStream());
            if (count == ANSWER) {
                answer.get(20, TimeUnit.SECONDS);
            }
            return count;
        }
    }

    private static void answer(Socket server) {
        try {
            assertThat(server.getInputStream().readAllBytes()).containsExactly('?');
            byte[] block = new byte[64 * 1024];
            for (int sent = 0; sent < ANSWER; sent += block.length) {
                for (int i = 0; i < block.length; i++) {
                    block[i] = pattern(sent + i);
                }
                server.getOutputStream().write(block);
            }
            server.shutdownOutput();
        } catch (IOException lost) {
            throw new IllegalStateException(lost);
        }
    }

    private static int readSlowly(InputStream in) throws IOException {
        byte[] block = new byte[32 * 1024];
        int count = 0;
        try {
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                for (int i = 0; i < n; i++) {
                    assertThat(block[i] == pattern(count + i)).as("byte %d", count + i).isTrue();
                }
                count += n;
                // The reader is the slow one: it is what is tested.
                LockSupport.parkNanos(500_000);
            }
        } catch (IOException lost) {
            return count;
        }
        return count;
    }

    private static byte pattern(int index) {
        return (byte) (index * 31 + (index >> 11));
    }
}
