package io.helloscope.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.dial.DialSettings;
import io.helloscope.dial.FixedHost;
import io.helloscope.dial.HostPattern;
import io.helloscope.dial.NextProxy;
import io.helloscope.dial.UpstreamRule;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.knowledge.KnowledgeTables;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.observe.Question.Plain;
import io.helloscope.observe.Reach;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions in plain text, ways and bounds, with servers on loopback that do what they are told. */
@Timeout(60)
class ProberTest {
    private static final Knowledge KNOWLEDGE = KnowledgeTables.load();
    private static final Duration BOUND = Duration.ofSeconds(3);

    private final ProbeKit kit = new ProbeKit();

    @org.junit.jupiter.api.AfterEach
    void close() {
        kit.close();
    }

    @Test
    void asksForThePageWithoutAnythingOfAClient() throws Exception {
        CompletableFuture<String> request = new CompletableFuture<>();
        try (Peer peer = new Peer((socket, in, out) -> {
            byte[] buffer = new byte[4096];
            request.complete(new String(buffer, 0, in.read(buffer), StandardCharsets.ISO_8859_1));
            out.write("HTTP/1.1 302 Found\r\nServer: nginx/1.22.1\r\nLocation: https://elsewhere.test/\r\n\r\n".getBytes());
            socket.shutdownOutput();
            Peer.readAll(in);
        })) {
            ProbeAnswer answer = kit.ask(Plain.HTTP, ProbeKit.target("page.test", peer.port()));
            assertThat(request.get(5, TimeUnit.SECONDS)).isEqualTo("GET / HTTP/1.1\r\nHost: page.test:" + peer.port()
                    + "\r\nUser-Agent: Helloscope/1.2.3 (diagnosis)\r\nAccept: */*\r\nConnection: close\r\n\r\n");
            assertThat(answer.question()).isEqualTo(Plain.HTTP);
            assertThat(answer.asked()).isTrue();
            assertThat(answer.connected()).isTrue();
            assertThat(answer.address()).contains("127.0.0.1:" + peer.port());
            assertThat(answer.askedAt()).isEqualTo(ProbeKit.NOW);
            assertThat(answer.took()).isPositive().isLessThan(BOUND);
            assertThat(answer.session()).isEmpty();
            assertThat(KNOWLEDGE.plaintextAnswer(answer.observation().serverExcerpt()).orElseThrow().product()).contains("nginx");
            assertThat(answer.observation().firstEnd().orElseThrow().kind()).isEqualTo(CloseKind.FIN);
            assertThat(peer.end()).isEqualTo("served");
            assertThat(peer.connections()).as("redirects are not followed").isOne();
        }
    }

    @ParameterizedTest
    @CsvSource({"BANNER,220 mail.test ESMTP Postfix,smtp", "REDIS,+PONG,redis", "REDIS,-NOAUTH Authentication required.,redis",
        "BANNER,SSH-2.0-OpenSSH_9.2,ssh", "POSTGRESQL,S,postgresql", "POSTGRESQL,N,postgresql"})
    void hearsWhatAServerOfThatKindSays(Plain question, String says, String protocol) throws Exception {
        try (Peer peer = new Peer((socket, in, out) -> {
            if (question != Plain.BANNER) {
                in.read(new byte[100]);
            }
            out.write((question == Plain.POSTGRESQL ? says : says + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            Peer.readAll(in);
        })) {
            ProbeAnswer answer = kit.ask(question, ProbeKit.target("peer.test", peer.port()));
            assertThat(answer.observation().serverExcerpt().latin1().strip()).isEqualTo(says);
            if (question != Plain.POSTGRESQL) {
                assertThat(KNOWLEDGE.plaintextAnswer(answer.observation().serverExcerpt()).orElseThrow().protocol())
                        .isEqualTo(protocol);
            }
            assertThat(answer.observation().ends()).as("the server had not ended").isEmpty();
            assertThat(answer.took()).isLessThan(Duration.ofMillis(650));
            assertThat(peer.end()).as("no reset").isEqualTo("served");
        }
    }

    @Test
    void speaksHttp2WithPriorKnowledge() throws Exception {
        CompletableFuture<byte[]> preface = new CompletableFuture<>();
        try (Peer peer = new Peer((socket, in, out) -> {
            preface.complete(in.readNBytes(33));
            out.write(Bytes.ofHex("000006040000000000000300000064").toArray());
            Peer.readAll(in);
        })) {
            ProbeAnswer answer = kit.ask(Plain.HTTP2, ProbeKit.target("peer.test", peer.port()));
            assertThat(new String(preface.get(5, TimeUnit.SECONDS), StandardCharsets.ISO_8859_1)).startsWith("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            assertThat(KNOWLEDGE.plaintextAnswer(answer.observation().serverExcerpt())).isPresent();
        }
    }

    @Test
    void waitsForTheRestOfAHead() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (Peer peer = new Peer((socket, in, out) -> {
            in.read(new byte[1000]);
            out.write("HTTP/1.1 200 OK\r\n".getBytes());
            never.await(400, TimeUnit.MILLISECONDS);
            out.write("Server: nginx\r\n\r\n".getBytes());
            Peer.readAll(in);
        })) {
            ProbeAnswer answer = kit.ask(Plain.HTTP, ProbeKit.target("peer.test", peer.port()));
            assertThat(answer.observation().serverExcerpt().latin1()).endsWith("Server: nginx\r\n\r\n");
        }
    }

    @Test
    void toldSilenceIsATimeout() throws Exception {
        try (Peer peer = Peer.silent()) {
            ProbeAnswer answer = kit.ask(Plain.HTTP, ProbeKit.target("peer.test", peer.port()));
            assertThat(answer.observation().bytesFromServer()).isZero();
            assertThat(answer.observation().ends()).singleElement().satisfies(end -> {
                assertThat(end.by()).isEmpty();
                assertThat(end.kind()).isEqualTo(CloseKind.TIMEOUT);
            });
            assertThat(answer.took()).isBetween(ProbeKit.QUICK.timeout(), BOUND);
            assertThat(peer.end()).as("no reset").isEqualTo("served");
        }
    }

    @Test
    void endlessBytesEndAtTheLimit() throws Exception {
        bounded((socket, in, out) -> endless(out, new byte[64 * 1024]));
    }

    @Test
    void endlessHeaderLinesEndAtTheLimit() throws Exception {
        bounded((socket, in, out) -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes());
            endless(out, "X-Filler: 0123456789\r\n".repeat(1000).getBytes());
        });
    }

    @Test
    void endlessTlsRecordsEndAtTheLimit() throws Exception {
        bounded((socket, in, out) -> endless(out, Bytes.ofHex("15030300020164".repeat(500)).toArray()));
    }

    @Test
    void aPageOfTenGigabytesEndsAtTheLimit() throws Exception {
        bounded((socket, in, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n".getBytes());
            endless(out, new byte[64 * 1024]);
        });
    }

    @Test
    void aDripOfBytesEndsInTime() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        bounded((socket, in, out) -> {
            while (true) {
                out.write('a');
                never.await(100, TimeUnit.MILLISECONDS);
            }
        });
    }

    @Test
    void aDripOfHeaderLinesEndsInTime() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        bounded((socket, in, out) -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes());
            while (true) {
                out.write("X-Drip: 1\r\n".getBytes());
                never.await(50, TimeUnit.MILLISECONDS);
            }
        });
    }

    private static void endless(OutputStream out, byte[] bytes) throws IOException {
        while (true) {
            out.write(bytes);
        }
    }

    /** Whatever this server sends, to each kind of question: bounded in time and bytes, and the connection is closed. */
    private void bounded(Peer.Manner manner) throws Exception {
        for (Question question : List.of(Plain.HTTP, Plain.BANNER, new Question.Certificate())) {
            try (Peer peer = new Peer((socket, in, out) -> {
                socket.setSoLinger(true, 0);
                manner.serve(socket, in, out);
            })) {
                ProbeAnswer answer = kit.ask(question, ProbeKit.target("peer.test", peer.port()));
                assertThat(answer.took()).isLessThan(BOUND);
                assertThat(answer.observation().bytesFromServer()).isPositive().isLessThan(2L * ProbeKit.QUICK.bytes());
                assertThat(answer.observation().serverExcerpt().length()).isLessThanOrEqualTo(4096);
                assertThat(peer.end()).as("%s closes it", question).contains("Exception");
                assertThat(peer.connections()).isOne();
            }
        }
    }

    @Test
    void aResetIsToldAsOne() throws Exception {
        try (Peer peer = new Peer((socket, in, out) -> {
            in.read();
            socket.setSoLinger(true, 0);
        })) {
            ProbeAnswer answer = kit.ask(Plain.HTTP, ProbeKit.target("peer.test", peer.port()));
            assertThat(answer.observation().firstEnd().orElseThrow().kind()).isEqualTo(CloseKind.RESET);
            assertThat(answer.observation().firstEnd().orElseThrow().by()).contains(Direction.SERVER);
        }
    }

    @Test
    void whatCameBeforeAResetIsKept() throws Exception {
        try (Peer peer = new Peer((socket, in, out) -> {
            out.write("220 hello\r\n".getBytes());
            out.flush();
            in.read();
            socket.setSoLinger(true, 0);
        })) {
            ProbeAnswer answer = kit.ask(Plain.HTTP, ProbeKit.target("peer.test", peer.port()));
            assertThat(answer.observation().serverExcerpt().latin1()).isEqualTo("220 hello\r\n");
        }
    }

    @Test
    void aClosedPortIsAnAnswer() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        ProbeAnswer answer = kit.ask(Plain.HTTP, ProbeKit.target("peer.test", port));
        assertThat(answer.connected()).isFalse();
        assertThat(answer.address()).isEmpty();
        assertThat(answer.observation()).isEqualTo(Observation.NONE);
        assertThat(answer.reach()).isInstanceOfSatisfying(Reach.Failed.class,
                failed -> assertThat(failed.failure()).isEqualTo(Reach.Failure.REFUSED));
    }

    @Test
    void destinationsThatAreRefusedAreNotAsked() throws Exception {
        try (Peer peer = Peer.silent(); ProbeKit strict = new ProbeKit(DialSettings.DEFAULT.withDenied(HostPattern.parse("*.test")),
                ProbeKit.QUICK, (question, target) -> Optional.empty())) {
            assertThat(strict.ask(Plain.HTTP, ProbeKit.target("peer.test", peer.port())).reach()).isInstanceOf(Reach.Refused.class);
            assertThat(peer.connections()).isZero();
        }
    }

    @Test
    void aNextProxyThatKeepsSilentTakesNoLongerThanTheTimeout() throws Exception {
        try (Peer proxy = Peer.silent(); ProbeKit behind = new ProbeKit(DialSettings.DEFAULT.withUpstreamRules(new UpstreamRule(
                List.of(HostPattern.parse("*")), Optional.of(NextProxy.parse("http://127.0.0.1:" + proxy.port())))),
                ProbeKit.QUICK, (question, target) -> Optional.empty())) {
            ProbeTarget target = new ProbeTarget(new io.helloscope.observe.Destination("far.test", 443), Optional.empty(), Optional.empty());
            ProbeAnswer answer = behind.ask(Plain.HTTP, target);
            assertThat(answer.reach()).isInstanceOfSatisfying(Reach.Failed.class, failed -> {
                assertThat(failed.failure()).isEqualTo(Reach.Failure.NEXT_PROXY_SILENT);
                assertThat(failed.nextProxy()).contains("127.0.0.1:" + proxy.port());
            });
            assertThat(answer.took()).isLessThan(BOUND);
            assertThat(proxy.end()).as("closed").isEqualTo("served");
        }
    }

    @Test
    void goesThroughTheNextProxyOfTheTunnelByName() throws Exception {
        CompletableFuture<String> connect = new CompletableFuture<>();
        try (Peer proxy = new Peer((socket, in, out) -> {
            byte[] buffer = new byte[1000];
            connect.complete(new String(buffer, 0, in.read(buffer), StandardCharsets.ISO_8859_1));
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes());
            in.read(buffer);
            out.write("HTTP/1.1 400 Bad Request\r\nServer: Apache/2.4.57\r\n\r\n".getBytes());
        }); ProbeKit behind = new ProbeKit(DialSettings.DEFAULT.withUpstreamRules(new UpstreamRule(
                List.of(HostPattern.parse("*")), Optional.of(NextProxy.parse("http://127.0.0.1:" + proxy.port())))),
                ProbeKit.QUICK, (question, target) -> Optional.empty())) {
            Reach.Connected way = new Reach.Connected("127.0.0.1", proxy.port(), Optional.of("127.0.0.1:" + proxy.port()), Reach.DialTimes.NONE);
            ProbeTarget target = new ProbeTarget(new io.helloscope.observe.Destination("far.test", 443), Optional.of(way), Optional.empty());
            ProbeAnswer answer = behind.ask(Plain.HTTP, target);
            assertThat(connect.get(5, TimeUnit.SECONDS)).startsWith("CONNECT far.test:443 HTTP/1.1\r\n");
            assertThat(answer.address()).contains("far.test:443");
            assertThat(answer.observation().serverExcerpt().latin1()).contains("Apache");
            assertThat(behind.ask(new Question.OtherAddress(), target).asked()).as("the next proxy chooses the address").isFalse();
        }
    }

    @Test
    void asksAnotherAddressOfTheOtherFamilyFirst() throws Exception {
        FixedHost host = new FixedHost(HostPattern.parse("two.test"), List.of(InetAddress.getByName("127.0.0.1"),
                InetAddress.getByName("127.0.0.2"), InetAddress.getByName("::1")));
        List<Piece> flight = List.of(Piece.of(Bytes.ofHex("160301000401000000")));
        try (ServerSocket six = new ServerSocket(0, 50, InetAddress.getByName("::1"));
                Peer peer = new Peer(six, (socket, in, out) -> out.write(Bytes.ofHex("15030300020228").toArray()));
                ProbeKit fixed = new ProbeKit(DialSettings.DEFAULT.withFixedHosts(host), ProbeKit.QUICK, (q, t) -> Optional.of(flight))) {
            ProbeAnswer answer = fixed.ask(new Question.OtherAddress(), ProbeKit.target("two.test", peer.port()));
            assertThat(answer.address()).contains("[::1]:" + peer.port());
            assertThat(answer.observation().alerts()).hasSize(1);
        }
    }

    @Test
    void aHostWithoutAnotherAddressIsNotAsked() throws Exception {
        FixedHost host = new FixedHost(HostPattern.parse("one.test"), List.of(InetAddress.getByName("127.0.0.1")));
        try (Peer peer = Peer.silent(); ProbeKit fixed = new ProbeKit(DialSettings.DEFAULT.withFixedHosts(host), ProbeKit.QUICK,
                (q, t) -> Optional.of(List.of()))) {
            ProbeAnswer answer = fixed.ask(new Question.OtherAddress(), ProbeKit.target("one.test", peer.port()));
            assertThat(answer.asked()).isFalse();
            assertThat(answer.connected()).isFalse();
            assertThat(answer.address()).isEmpty();
            assertThat(peer.connections()).isZero();
        }
    }

    @Test
    void sendsAFlightInItsPieces() throws Exception {
        CompletableFuture<Integer> first = new CompletableFuture<>();
        List<Piece> flight = List.of(Piece.of(Bytes.ofHex("1603010004")), new Piece(Bytes.ofHex("01000000"), Duration.ofMillis(100)));
        try (Peer peer = new Peer((socket, in, out) -> {
            first.complete(in.read(new byte[100]));
            in.readNBytes(4);
            out.write(Bytes.ofHex("15030300020228").toArray());
            Peer.readAll(in);
        }); ProbeKit raw = new ProbeKit(DialSettings.DEFAULT, ProbeKit.QUICK, (q, t) -> Optional.of(flight))) {
            ProbeAnswer answer = raw.ask(new Question.Hello(Question.Change.NOTHING), ProbeKit.target("peer.test", peer.port()));
            assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo(5);
            assertThat(answer.observation().bytesFromClient()).isEqualTo(9);
            assertThat(answer.observation().alerts()).hasSize(1);
            assertThat(answer.took()).as("an alert decides at once").isLessThan(Duration.ofMillis(600));
            assertThat(peer.end()).isEqualTo("served");
        }
    }

    @Test
    void aFailureInMakingAHelloIsNoFailureOfTheFuture() throws Exception {
        try (ProbeKit broken = new ProbeKit(DialSettings.DEFAULT, ProbeKit.QUICK, (q, t) -> {
            throw new IllegalStateException("a bug");
        })) {
            assertThat(broken.ask(new Question.Hello(Question.Change.NOTHING), ProbeKit.target("peer.test", 1)).asked()).isFalse();
        }
    }

    @Test
    void cancellingClosesTheConnection() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (Peer peer = new Peer((socket, in, out) -> {
            in.read();
            asked.countDown();
            Peer.readAll(in);
        }); ProbeKit patient = new ProbeKit(DialSettings.DEFAULT, new ProbeSettings(Duration.ofSeconds(30), 1024),
                (question, target) -> Optional.empty())) {
            Future<ProbeAnswer> answer = patient.prober.ask(Plain.HTTP, ProbeKit.target("peer.test", peer.port()));
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(answer.cancel(false)).isTrue();
            assertThat(peer.end()).isEqualTo("served");
        }
    }

    @Test
    void aQuestionAfterTheEndOfItsLoopsIsCancelled() {
        kit.close();
        assertThat(kit.prober.ask(Plain.HTTP, ProbeKit.target("peer.test", 1)).isCancelled()).isTrue();
    }
}
