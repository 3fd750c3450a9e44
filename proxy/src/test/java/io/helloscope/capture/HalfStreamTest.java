package io.helloscope.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HalfStreamTest {
    private static final String TEXT = "abcdefghijklmnopqrstuvwxyz";

    /** What came, a gap as its length in brackets. */
    private final StringBuilder seen = new StringBuilder();
    private final HalfStream half = new HalfStream(new HalfStream.Receiver() {
        @Override
        public void bytes(byte[] data, int from, int length, long nanos) {
            seen.append(new String(data, from, length, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void missing(long count, long nanos) {
            seen.append('[').append(count).append(']');
        }
    }, new Room(1 << 30));
    private int first;

    private void begin(int sequence) {
        first = sequence;
        half.start(sequence);
    }

    private static TcpSegment segment(int sequence, String captured, int wire) {
        TcpSegment segment = new TcpSegment();
        segment.sequence = sequence;
        segment.data = captured.getBytes(StandardCharsets.ISO_8859_1);
        segment.length = captured.length();
        segment.wireLength = wire;
        return segment;
    }

    /** The letters of the text from here to there, as one segment. */
    private void letters(int from, int to) {
        half.data(segment(first + from, TEXT.substring(from, to), to - from));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Integer.MAX_VALUE - 5, -5, -1})
    void ordersSegmentsAcrossTheWrapOfSequenceNumbers(int sequence) {
        begin(sequence);
        letters(0, 4);
        letters(10, 12);
        letters(8, 10);
        letters(4, 8);

        assertThat(seen).hasToString("abcdefghijkl");
        assertThat(half.incomplete()).isFalse();
    }

    @Test
    void cutsOffRetransmissionsAndOverlaps() {
        begin(7);
        letters(0, 4);
        letters(0, 4);
        letters(2, 6);
        letters(8, 10);
        letters(8, 14);
        letters(5, 9);
        letters(0, 15);

        assertThat(seen).hasToString("abcdefghijklmno");
        assertThat(half.retransmitted()).isTrue();
        assertThat(half.incomplete()).isFalse();
    }

    @Test
    void takesKeepAliveProbesForRetransmissions() {
        begin(7);
        half.data(segment(6, "x", 1));
        letters(0, 4);
        half.data(segment(10, "x", 1));

        assertThat(seen).hasToString("abcd");
    }

    @Test
    void tellsNoBytesAfterAGap() {
        begin(7);
        letters(0, 4);
        letters(6, 8);
        letters(10, 12);
        half.flush(0);

        assertThat(seen).hasToString("abcd[2][2][2][2]");
        assertThat(half.incomplete()).isTrue();
    }

    @Test
    void aPacketCutByTheCaptureIsAGapFromTheCutOn() {
        begin(7);
        half.data(segment(7, "abc", 10));
        letters(10, 12);

        assertThat(seen).hasToString("abc[7][2]");
        assertThat(half.incomplete()).isTrue();
    }

    @Test
    void aPacketCutByTheCaptureThatWaitedIsAGapTheSameWay() {
        begin(7);
        half.data(segment(9, "cd", 8));
        letters(0, 4);
        letters(10, 12);

        assertThat(seen).hasToString("abcd[6][2]");
    }

    @Test
    void theFinCountsWhenItsPlaceIsReached() {
        begin(7);
        TcpSegment last = segment(11, "ef", 2);
        half.data(last);
        half.fin(last);
        assertThat(half.finished()).isFalse();
        letters(0, 4);

        assertThat(half.finished()).isTrue();
        assertThat(seen).hasToString("abcdef");
    }

    @Test
    void bytesBeforeTheFinThatNeverCameAreMissing() {
        begin(7);
        letters(0, 4);
        half.fin(segment(20, "", 0));
        half.flush(0);

        assertThat(seen).hasToString("abcd[9]");
        assertThat(half.incomplete()).isTrue();
    }

    @Test
    void bytesThatThePeerAcknowledgedButNobodySawAreMissing() {
        begin(-2);
        letters(0, 4);
        half.acknowledged(-2 + 4);
        half.acknowledged(-2 + 10);
        half.acknowledged(-2 + 7);
        half.acknowledged(500_000_000);
        half.flush(0);

        assertThat(seen).hasToString("abcd[6]");
        assertThat(half.incomplete()).isTrue();
    }

    @Test
    void theAcknowledgementOfTheFinIsNoMissingByte() {
        begin(7);
        letters(0, 4);
        half.fin(segment(11, "", 0));
        half.acknowledged(12);
        half.flush(0);

        assertThat(seen).hasToString("abcd");
        assertThat(half.incomplete()).isFalse();
    }

    @Test
    void waitsForABoundedNumberOfBytesAndSegments() {
        begin(0);
        String kilobyte = "x".repeat(1024);
        for (int i = 1; i < 600 && seen.isEmpty(); i++) {
            half.data(segment(i * 1024, kilobyte, 1024));
        }
        assertThat(seen.toString()).startsWith("[1024][1024]");

        HalfStream small = new HalfStream(new HalfStream.Receiver() {
            @Override
            public void bytes(byte[] data, int from, int length, long nanos) {
                seen.append('b');
            }

            @Override
            public void missing(long count, long nanos) {
                seen.append('m');
            }
        }, new Room(64 * 1024));
        seen.setLength(0);
        small.start(0);
        for (int i = 1; i < 20_000; i++) {
            small.data(segment(i * 2, "x", 1));
        }
        assertThat(seen.toString()).startsWith("m").doesNotContain("b");
    }

    @Test
    void anyOrderOfAnyCutsGivesTheSameBytes() {
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            seen.setLength(0);
            HalfStreamTest one = new HalfStreamTest();
            one.begin(random.nextInt());
            List<int[]> cuts = new ArrayList<>();
            for (int at = 0; at < TEXT.length();) {
                int to = Math.min(TEXT.length(), at + 1 + random.nextInt(6));
                cuts.add(new int[] {Math.max(0, at - random.nextInt(3)), to});
                at = to;
            }
            Collections.shuffle(cuts, random);
            cuts.forEach(c -> one.letters(c[0], c[1]));

            assertThat(one.seen).hasToString(TEXT);
        }
    }
}
