package io.helloscope.capture;

import java.util.Arrays;
import java.util.TreeMap;

/**
 * The bytes of one direction in their order: retransmissions and overlaps are cut off, what comes early waits (bounded), what
 * never comes is a gap after which nothing is told as bytes any more.
 */
final class HalfStream {
    private static final int MOST_WAITING = 512 * 1024;
    /** What a waiting segment costs beside its bytes. */
    private static final int SEGMENT = 128;
    /** Beyond this an acknowledgement is taken for one of another connection between the same ends. */
    private static final int FARTHEST_ACKNOWLEDGED = 16 << 20;

    /** Takes the bytes in order. */
    interface Receiver {
        /** Bytes that follow those before. */
        void bytes(byte[] data, int from, int length, long nanos);

        /** Bytes that are missing from the capture, or follow such. */
        void missing(long count, long nanos);
    }

    private final Receiver receiver;
    private final Room room;
    /** Position of the next wanted byte, counted from the first; sequence numbers wrap, positions do not. */
    private long position;
    private int sequence;
    private boolean started;
    private boolean gap;
    private boolean cut;
    private boolean retransmitted;
    private long finAt = -1;
    private long finNanos;
    private long acknowledgedTo;
    private int waitingBytes;
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();

    private record Waiting(byte[] data, int missing, long nanos) {
    }

    HalfStream(Receiver receiver, Room room) {
        this.receiver = receiver;
        this.room = room;
    }

    /** The sequence number of the first byte is known. */
    void start(int firstSequence) {
        sequence = firstSequence;
        started = true;
    }

    boolean started() {
        return started;
    }

    /** Whether bytes were missing. */
    boolean incomplete() {
        return gap || cut;
    }

    /** Whether the FIN's place has been reached. */
    boolean finished() {
        return finAt >= 0 && position >= finAt;
    }

    /** When the FIN came. */
    long finNanos() {
        return finNanos;
    }

    void fin(TcpSegment segment) {
        if (finAt < 0) {
            finAt = positionOf(segment.sequence) + segment.wireLength;
            finNanos = segment.nanos;
        }
    }

    /** How many bytes in a row, from the first, have been acknowledged. */
    long acknowledged() {
        return acknowledgedTo;
    }

    /** How many bytes in a row, from the first, have come or are known to be missing. */
    long position() {
        return position;
    }

    /** The peer has this number as the next it wants. */
    void acknowledged(int number) {
        long to = positionOf(number);
        if (to > acknowledgedTo && to - Math.max(position, acknowledgedTo) < FARTHEST_ACKNOWLEDGED) {
            acknowledgedTo = to;
        }
    }

    void data(TcpSegment segment) {
        long at = positionOf(segment.sequence);
        int skip = (int) Math.min(segment.wireLength, Math.max(0, position - at));
        if (skip > 0) {
            retransmitted = true;
        }
        if (skip == segment.wireLength) {
            return;
        }
        int have = Math.max(0, segment.length - skip);
        int lacking = segment.wireLength - skip - have;
        if (at + skip > position) {
            park(at, segment, lacking);
            return;
        }
        deliver(segment.data, segment.from + skip, have, lacking, segment.nanos);
        drain();
    }

    /** The capture, or the connection, is over: what waits is behind a gap. */
    void flush(long nanos) {
        while (!waiting.isEmpty()) {
            long next = waiting.firstKey();
            if (next > position) {
                lose(next - position, nanos);
            }
            drain();
        }
        if (finAt > position) {
            lose(finAt - position, nanos);
        }
        if (finAt < 0 && acknowledgedTo > position) {
            lose(acknowledgedTo - position, nanos);
        }
    }

    private void park(long at, TcpSegment segment, int lacking) {
        Waiting known = waiting.get(at);
        if (known != null && known.data().length + known.missing() >= segment.wireLength && known.data().length >= segment.length) {
            return;
        }
        // After a gap nobody is told bytes: their number is enough.
        Waiting kept = gap ? new Waiting(new byte[0], segment.wireLength, segment.nanos)
                : new Waiting(Arrays.copyOfRange(segment.data, segment.from, segment.from + segment.length), lacking, segment.nanos);
        Waiting before = waiting.put(at, kept);
        int more = kept.data().length - (before == null ? -SEGMENT : before.data().length);
        waitingBytes += more;
        room.take(more);
        if (waitingBytes > MOST_WAITING || room.exceeded()) {
            lose(waiting.firstKey() - position, segment.nanos);
            drain();
        }
    }

    private void drain() {
        while (!waiting.isEmpty() && waiting.firstKey() <= position) {
            var entry = waiting.pollFirstEntry();
            Waiting next = entry.getValue();
            waitingBytes -= next.data().length + SEGMENT;
            room.giveBack(next.data().length + SEGMENT);
            int skip = (int) Math.min(position - entry.getKey(), (long) next.data().length + next.missing());
            int from = Math.min(skip, next.data().length);
            int lacking = next.data().length + next.missing() - skip - (next.data().length - from);
            deliver(next.data(), from, next.data().length - from, lacking, next.nanos());
        }
    }

    private void deliver(byte[] data, int from, int length, int lacking, long nanos) {
        position += length + lacking;
        if (gap) {
            receiver.missing(length + lacking, nanos);
            return;
        }
        if (length > 0) {
            receiver.bytes(data, from, length, nanos);
        }
        if (lacking > 0) {
            cut = true;
            gap = true;
            receiver.missing(lacking, nanos);
        }
    }

    private void lose(long count, long nanos) {
        gap = true;
        position += count;
        receiver.missing(count, nanos);
    }

    boolean retransmitted() {
        return retransmitted;
    }

    /** The sequence number of the next wanted byte. */
    int nextNumber() {
        return sequence + (int) position;
    }

    /** Where this sequence number lies, taken as near the next wanted byte. */
    long positionOf(int number) {
        return position + (number - nextNumber());
    }
}
