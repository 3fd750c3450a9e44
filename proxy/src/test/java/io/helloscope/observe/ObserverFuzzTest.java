package io.helloscope.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any conversation at all: repeats its seeds in a normal run, searches for more with JAZZER_FUZZ=1 in the environment.
 *
 * <p>The input is a list of steps: one byte that says who speaks or how an end comes, two bytes of length, and what is said.
 */
class ObserverFuzzTest {
    private static final ObserverLimits SMALL = new ObserverLimits(4096, 16, 64, 4);

    static Stream<byte[]> conversations() {
        return RobustnessTest.recorded().stream().map(Script::encoded);
    }

    @MethodSource("conversations")
    @FuzzTest(maxDuration = "20s")
    void observer(byte[] input) {
        HandshakeObserver whole = new HandshakeObserver(SMALL);
        HandshakeObserver single = new HandshakeObserver(SMALL);
        long passed = 0;
        ByteBuffer steps = ByteBuffer.wrap(input);
        while (steps.remaining() >= 3) {
            int who = steps.get() & 0xff;
            int length = Math.min(steps.getShort() & 0xffff, steps.remaining());
            Direction sender = who % 2 == 0 ? Direction.CLIENT : Direction.SERVER;
            if (who >= 0xf0) {
                CloseKind kind = CloseKind.values()[who % 3];
                whole.closed(Optional.of(sender), kind, passed);
                single.closed(Optional.of(sender), kind, passed);
                continue;
            }
            whole.bytes(sender, steps.slice(steps.position(), length), passed);
            for (int i = 0; i < length; i++) {
                single.bytes(sender, steps.slice(steps.position() + i, 1), passed);
            }
            steps.position(steps.position() + length);
            passed += length;
        }
        hold(whole.snapshot(), passed);
        assertThat(single.snapshot()).isEqualTo(whole.snapshot());
        assertThat(single.satisfied()).isEqualTo(whole.satisfied());
    }

    private static void hold(Observation seen, long passed) {
        assertThat(seen.bytesFromClient() + seen.bytesFromServer()).isEqualTo(passed);
        assertThat(seen.records()).hasSizeLessThanOrEqualTo(16);
        assertThat(seen.damage()).hasSizeLessThanOrEqualTo(2);
        assertThat(seen.history()).hasSizeLessThanOrEqualTo(100);
        assertThat(List.of(seen.clientExcerpt().length(), seen.serverExcerpt().length())).allMatch(n -> n <= 64);
        assertThat(seen.certificates().der()).hasSizeLessThanOrEqualTo(4);
        assertThat(seen.dataFromClient()).isNotNegative();
        assertThat(seen.dataFromServer()).isNotNegative();
    }
}
