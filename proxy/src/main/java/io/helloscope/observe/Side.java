package io.helloscope.observe;

import io.helloscope.bytes.Bytes;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** One direction: how much passed, when, and the state in which its bytes are read. */
final class Side {
    private final Direction sender;
    private final Handshake handshake;
    private DirectionState state;
    private StreamKind kind = StreamKind.NOTHING;
    private long bytes;
    private long first;
    private long last;

    Side(Direction sender, Handshake handshake) {
        this.sender = sender;
        this.handshake = handshake;
        this.state = new AwaitingHello(this, 0, false);
    }

    /** Reads all of this view; leaves its position anywhere. */
    void take(ByteBuffer view) {
        while (view.hasRemaining() && !handshake.settled()) {
            state = state.take(view);
        }
    }

    /** Counts bytes that passed. */
    void count(long passed, long nanos) {
        if (bytes == 0) {
            first = nanos;
        }
        bytes += passed;
        last = nanos;
        if (kind == StreamKind.NOTHING) {
            kind = StreamKind.UNDECIDED;
        }
    }

    /** Reads what follows in this state. */
    void become(DirectionState next) {
        state = next;
    }

    /** Decides, or decides anew, what the bytes are. */
    void kind(StreamKind decided) {
        kind = decided;
    }

    Direction sender() {
        return sender;
    }

    Handshake handshake() {
        return handshake;
    }

    StreamKind kind() {
        return kind;
    }

    Bytes excerpt() {
        return state.excerpt();
    }

    long bytes() {
        return bytes;
    }

    OptionalLong first() {
        return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(first);
    }

    OptionalLong last() {
        return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(last);
    }
}
