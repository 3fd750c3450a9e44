package io.helloscope.probe.hello;

import io.helloscope.bytes.Bytes;
import java.io.ByteArrayOutputStream;

/** Puts numbers and vectors together, most significant byte first. What does not fit its length is a bug of the caller. */
final class ByteWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ByteWriter u8(int value) {
        return number(value, 1);
    }

    ByteWriter u16(int value) {
        return number(value, 2);
    }

    ByteWriter u24(int value) {
        return number(value, 3);
    }

    ByteWriter bytes(Bytes bytes) {
        out.writeBytes(bytes.toArray());
        return this;
    }

    /** The bytes after their length, which takes this many bytes. */
    ByteWriter vector(int lengthBytes, Bytes bytes) {
        return number(bytes.length(), lengthBytes).bytes(bytes);
    }

    Bytes written() {
        return Bytes.of(out.toByteArray());
    }

    private ByteWriter number(int value, int size) {
        if (value < 0 || value >>> 8 * size != 0) {
            throw new IllegalArgumentException("value: " + value + " (expected: at most " + size + " bytes)");
        }
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
            out.write(value >>> shift);
        }
        return this;
    }
}
