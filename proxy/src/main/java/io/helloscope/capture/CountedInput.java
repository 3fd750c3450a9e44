package io.helloscope.capture;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Numbers of a chosen byte order and runs of bytes from a stream, with the position for errors. */
final class CountedInput {
    private final InputStream in;
    private final byte[] buffer = new byte[8];
    private long position;
    private boolean littleEndian;

    CountedInput(InputStream in) {
        this.in = in;
    }

    void littleEndian(boolean little) {
        littleEndian = little;
    }

    long position() {
        return position;
    }

    int u16() throws IOException {
        fill(buffer, 0, 2);
        int first = buffer[0] & 0xff;
        int second = buffer[1] & 0xff;
        return littleEndian ? second << 8 | first : first << 8 | second;
    }

    int i32() throws IOException {
        fill(buffer, 0, 4);
        return order(buffer);
    }

    long u32() throws IOException {
        return i32() & 0xffffffffL;
    }

    /** Four bytes, most significant first, or -1 where the stream has ended just here. */
    long bigEndianOrEnd() throws IOException {
        int first = in.read();
        if (first < 0) {
            return -1;
        }
        position++;
        fill(buffer, 1, 3);
        return (first & 0xffL) << 24 | (buffer[1] & 0xffL) << 16 | (buffer[2] & 0xffL) << 8 | buffer[3] & 0xffL;
    }

    /** Four bytes in this stream's order, or -1 where the stream has ended just here. */
    long u32OrEnd() throws IOException {
        long value = bigEndianOrEnd();
        return value >= 0 && littleEndian ? Integer.reverseBytes((int) value) & 0xffffffffL : value;
    }

    /** The first eight of these bytes, in this stream's order. */
    long i64(byte[] eight) {
        long value = ByteBuffer.wrap(eight).getLong();
        return littleEndian ? Long.reverseBytes(value) : value;
    }

    void fill(byte[] target, int from, int count) throws IOException {
        int read = in.readNBytes(target, from, count);
        position += read;
        if (read < count) {
            throw new EOFException();
        }
    }

    void skip(long count) throws IOException {
        long left = count;
        while (left > 0) {
            long skipped = in.skip(left);
            // Zero says nothing of the end.
            if (skipped <= 0 && in.read() < 0) {
                throw new EOFException();
            }
            long passed = Math.max(1, skipped);
            left -= passed;
            position += passed;
        }
    }

    private int order(byte[] four) {
        int value = (four[0] & 0xff) << 24 | (four[1] & 0xff) << 16 | (four[2] & 0xff) << 8 | four[3] & 0xff;
        return littleEndian ? Integer.reverseBytes(value) : value;
    }
}
