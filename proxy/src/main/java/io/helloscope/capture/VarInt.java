package io.helloscope.capture;

/** A number of variable length (RFC 9000 section 16). */
final class VarInt {
    private final long value;
    private final int next;

    /** Reads one; its value is -1 where the bytes do not suffice. */
    VarInt(byte[] d, int at, int stop) {
        int length = at < stop && at >= 0 ? 1 << ((d[at] & 0xff) >> 6) : 1;
        if (at < 0 || at + length > stop) {
            value = -1;
            next = stop;
            return;
        }
        long read = d[at] & 0x3f;
        for (int i = 1; i < length; i++) {
            read = read << 8 | d[at + i] & 0xff;
        }
        value = read;
        next = at + length;
    }

    long value() {
        return value;
    }

    /** What follows it. */
    int next() {
        return next;
    }
}
