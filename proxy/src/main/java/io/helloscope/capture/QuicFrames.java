package io.helloscope.capture;

import java.nio.charset.StandardCharsets;

/** Reads the frames that Initial packets may hold (RFC 9000 section 12.4); others end the reading. */
final class QuicFrames {
    private static final int PADDING = 0;
    private static final int PING = 1;
    private static final int ACK = 2;
    private static final int ACK_WITH_COUNTS = 3;
    private static final int CRYPTO = 6;
    private static final int CONNECTION_CLOSE = 0x1c;
    private static final int LONGEST_REASON = 200;

    /** Takes what counts. */
    interface Taker {
        /** A part of the handshake's stream. */
        void crypto(long offset, byte[] data, int from, int length, long nanos);

        /** The sender ends the connection. */
        void close(long code, String reason, long nanos);
    }

    private QuicFrames() {
    }

    static void read(byte[] d, long nanos, Taker taker) {
        int at = 0;
        while (at >= 0 && at < d.length) {
            int type = d[at] & 0xff;
            at = switch (type) {
                case PADDING, PING -> at + 1;
                case ACK, ACK_WITH_COUNTS -> acknowledgement(d, at + 1, type == ACK_WITH_COUNTS);
                case CRYPTO -> crypto(d, at + 1, nanos, taker);
                case CONNECTION_CLOSE -> close(d, at + 1, nanos, taker);
                default -> -1;
            };
        }
    }

    private static int acknowledgement(byte[] d, int start, boolean counts) {
        VarInt largest = new VarInt(d, start, d.length);
        VarInt delay = new VarInt(d, largest.next(), d.length);
        VarInt ranges = new VarInt(d, delay.next(), d.length);
        if (ranges.value() < 0 || ranges.value() > d.length) {
            return -1;
        }
        int at = ranges.next();
        for (long left = 1 + 2 * ranges.value() + (counts ? 3 : 0); left > 0; left--) {
            VarInt one = new VarInt(d, at, d.length);
            if (one.value() < 0) {
                return -1;
            }
            at = one.next();
        }
        return at;
    }

    private static int crypto(byte[] d, int start, long nanos, Taker taker) {
        VarInt offset = new VarInt(d, start, d.length);
        VarInt length = new VarInt(d, offset.next(), d.length);
        if (offset.value() < 0 || length.value() < 0 || length.value() > d.length - length.next()) {
            return -1;
        }
        taker.crypto(offset.value(), d, length.next(), (int) length.value(), nanos);
        return length.next() + (int) length.value();
    }

    private static int close(byte[] d, int start, long nanos, Taker taker) {
        VarInt code = new VarInt(d, start, d.length);
        VarInt frame = new VarInt(d, code.next(), d.length);
        VarInt length = new VarInt(d, frame.next(), d.length);
        if (code.value() < 0) {
            return -1;
        }
        int size = (int) Math.max(0, Math.min(length.value(), Math.min(LONGEST_REASON, d.length - length.next())));
        taker.close(code.value(), new String(d, length.next(), size, StandardCharsets.UTF_8), nanos);
        return -1;
    }
}
