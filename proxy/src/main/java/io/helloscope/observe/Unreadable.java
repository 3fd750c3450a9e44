package io.helloscope.observe;

import java.nio.ByteBuffer;

/** Framing is lost, bytes are missing, or a bound was reached: bytes are only counted. */
final class Unreadable implements DirectionState {
    /** So much more of it, and nobody needs to look on. */
    private static final int ENOUGH = 64 * 1024;

    private final Side side;
    private long passed;

    Unreadable(Side side) {
        this.side = side;
    }

    @Override
    public DirectionState take(ByteBuffer view) {
        passed += view.remaining();
        view.position(view.limit());
        if (passed > ENOUGH) {
            side.handshake().settle();
        }
        return this;
    }
}
