package io.helloscope.observe;

import static io.helloscope.observe.Direction.CLIENT;
import static io.helloscope.observe.Direction.SERVER;
import static io.helloscope.observe.Script.script;
import static io.helloscope.observe.Wire.data;
import static io.helloscope.observe.Wire.hello;
import static io.helloscope.observe.Wire.hello12Message;
import static io.helloscope.observe.Wire.hex;
import static io.helloscope.observe.Wire.noise;
import static io.helloscope.observe.Wire.record;
import static io.helloscope.observe.Wire.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing that a peer sends makes the observer throw, grow without bound, or contradict itself. */
class RobustnessTest {
    private static final List<Script> RECORDED = Stream.concat(RealFlightsTest.all().stream(), Stream.of(
            script().client(hello()).server(Wire.flight12(record(22, Wire.certificateRequestMessage())))
                    .client(record(22, Wire.certificateMessage()), Wire.clientKeyExchange(), Wire.CCS, Wire.finished12()),
            script().client(hello(Wire.earlyData()), Wire.CCS, data(100)).server(Wire.retryRequest()).client(hello()).server(Wire.flight13(0x1301)),
            script().client(hex("802e010303001500000010"), noise(37)).server(hex("8003000001")),
            script().server(text("220 mx\r\n")).client(text("STARTTLS\r\n")).server(text("220 go\r\n")).client(hello()).server(record(22, hello12Message()))))
            .toList();

    static List<Script> recorded() {
        return RECORDED;
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void everyPrefixSaysTheSameForAnyCut(Script script) {
        int step = Math.max(1, script.length() / 150);
        for (int length = 0; length < script.length(); length += step) {
            script.prefix(length).play();
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void everyPrefixPasses(Script script) {
        int stage = 0;
        for (int length = 0; length <= script.length(); length++) {
            Observation seen = script.prefix(length).once();
            assertThat(seen.bytesFromClient() + seen.bytesFromServer()).isEqualTo(length);
            assertThat(seen.damage()).isEmpty();
            stage = Math.max(stage, seen.stage().ordinal());
        }
        assertThat(stage).isEqualTo(script.once().stage().ordinal());
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void everySingleByteMutationPasses(Script script) {
        long length = script.length();
        for (int place = 0; place < length; place++) {
            for (int mask : new int[] {0xff, 0x01, 0x80}) {
                Observation seen = script.flipped(place, mask).once();
                assertThat(seen.bytesFromClient() + seen.bytesFromServer()).isEqualTo(length);
                assertThat(seen.damage()).allSatisfy(d -> assertThat(d.offset()).isBetween(0L, length + 4));
            }
        }
    }

    @Test
    void mutatedConversationsSayTheSameForAnyCut() {
        Random random = new Random(7);
        for (Script script : RECORDED) {
            for (int i = 0; i < 60; i++) {
                script.flipped(random.nextInt(script.length()), 1 + random.nextInt(255)).play();
            }
        }
    }

    private interface Feed {
        void next(HandshakeObserver observer, int round);
    }

    /** Bytes that the observer allocates while a conversation goes on for very long. */
    private static long allocated(int rounds, Feed feed) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        HandshakeObserver loadsClasses = new HandshakeObserver(ObserverLimits.DEFAULT);
        for (int round = 0; round < 100; round++) {
            feed.next(loadsClasses, round);
        }
        HandshakeObserver observer = new HandshakeObserver(ObserverLimits.DEFAULT);
        feed.next(observer, 0);
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int round = 1; round < rounds; round++) {
            feed.next(observer, round);
        }
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }

    private static ByteBuffer view(byte[]... parts) {
        return ByteBuffer.wrap(Wire.join(parts));
    }

    private static void assertBounded(Feed feed) {
        assertThat(allocated(20_000, feed)).isLessThan(1_000_000);
    }

    @Test
    void endlessGarbageIsNotKept() {
        ByteBuffer garbage = view(noise(1000));
        assertBounded((observer, round) -> observer.bytes(round % 2 == 0 ? CLIENT : SERVER, garbage, round));
    }

    @Test
    void endlessRecordsAreNotKept() {
        ByteBuffer records = view(data(0), data(30), data(1), data(19));
        ByteBuffer hello = view(hello());
        ByteBuffer flight = view(Wire.flight13(0x1301));
        assertBounded((observer, round) -> observer.bytes(round == 0 ? CLIENT : SERVER, round == 0 ? hello : round == 1 ? flight : records, round));
    }

    @Test
    void endlessAlertsAreNotKept() {
        ByteBuffer alerts = view(Wire.alert(1, 112), Wire.alert(1, 112));
        assertBounded((observer, round) -> observer.bytes(SERVER, alerts, round));
    }

    @Test
    void endlessEmptyRecordsAndMessagesAreNotKept() {
        ByteBuffer records = view(record(22), record(22, hex("00000000")), record(22, hex("6300000100")), record(20));
        assertBounded((observer, round) -> observer.bytes(SERVER, records, round));
    }

    @Test
    void endlessMessageIsNotKept() {
        ByteBuffer begin = view(record(22, hex("02ffffff")));
        ByteBuffer more = view(record(22, noise(500)));
        assertBounded((observer, round) -> observer.bytes(SERVER, round == 0 ? begin : more, round));
    }

    @Test
    void manyLongMessagesAreKeptUpToTheBound() {
        ByteBuffer certificate = view(record(22, Wire.certificateMessage(noise(5000))));
        ByteBuffer hello = view(record(22, hello12Message()));
        assertBounded((observer, round) -> observer.bytes(SERVER, round == 0 ? hello : certificate, round));
    }

    @Test
    void dataOfAnEstablishedConnectionIsWalkedOverWithoutAllocating() {
        byte[] download = Wire.join(data(16384), data(16384));
        ByteBuffer chunk = ByteBuffer.wrap(download);
        HandshakeObserver observer = new HandshakeObserver(ObserverLimits.DEFAULT);
        observer.bytes(CLIENT, view(hello()), 0);
        observer.bytes(SERVER, view(Wire.flight13(0x1301)), 1);
        observer.bytes(CLIENT, view(data(53), data(100)), 2);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        observer.bytes(SERVER, chunk, 3);
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int i = 0; i < 10_000; i++) {
            observer.bytes(SERVER, chunk, i);
        }

        assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before).isLessThan(20_000);
        assertThat(observer.satisfied()).isTrue();
        assertThat(observer.snapshot().dataFromServer()).isPositive();
    }
}
