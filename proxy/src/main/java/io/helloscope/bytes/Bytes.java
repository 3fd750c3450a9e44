package io.helloscope.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/** An immutable run of bytes, equal by value. */
public final class Bytes {
    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private final byte[] array;
    private final int from;
    private final int length;

    private Bytes(byte[] array, int from, int length) {
        this.array = array;
        this.from = from;
        this.length = length;
    }

    /** A copy of these bytes. */
    public static Bytes of(byte... source) {
        return copyOf(source, 0, source.length);
    }

    /** A copy of a part of these bytes. */
    public static Bytes copyOf(byte[] source, int from, int to) {
        Objects.checkFromToIndex(from, to, source.length);
        return from == to ? EMPTY : new Bytes(Arrays.copyOfRange(source, from, to), 0, to - from);
    }

    /** A copy of what this buffer has left; its position stays. */
    public static Bytes copyOf(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(buffer.position(), copy);
        return copy.length == 0 ? EMPTY : new Bytes(copy, 0, copy.length);
    }

    /** The bytes that this text of hexadecimal digits stands for; white space is passed over. */
    public static Bytes ofHex(String hex) {
        byte[] parsed = HexFormat.of().parseHex(hex.replaceAll("\\s+", ""));
        return parsed.length == 0 ? EMPTY : new Bytes(parsed, 0, parsed.length);
    }

    /** How many. */
    public int length() {
        return length;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** The byte at this index as a number, 0 to 255. */
    public int at(int index) {
        return array[from + Objects.checkIndex(index, length)] & 0xff;
    }

    /** The part from the first index to before the second; shares memory, which is never written. */
    public Bytes slice(int start, int end) {
        Objects.checkFromToIndex(start, end, length);
        return start == end ? EMPTY : new Bytes(array, from + start, end - start);
    }

    /** The first bytes, at most this many. */
    public Bytes first(int most) {
        return slice(0, Math.min(most, length));
    }

    /** A copy as an array. */
    public byte[] toArray() {
        return Arrays.copyOfRange(array, from, from + length);
    }

    /** A read-only view. */
    public ByteBuffer asBuffer() {
        return ByteBuffer.wrap(array, from, length).slice().asReadOnlyBuffer();
    }

    /** Lower-case hexadecimal digits, two a byte. */
    public String hex() {
        return HexFormat.of().formatHex(array, from, from + length);
    }

    /** The bytes read as ISO 8859-1: one character a byte, never an error. */
    public String latin1() {
        return new String(array, from, length, StandardCharsets.ISO_8859_1);
    }

    /** Whether these bytes begin with those. */
    public boolean startsWith(Bytes prefix) {
        return prefix.length <= length
                && Arrays.equals(array, from, from + prefix.length, prefix.array, prefix.from, prefix.from + prefix.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that
                && Arrays.equals(array, from, from + length, that.array, that.from, that.from + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    /** The length and at most 32 bytes as hexadecimal digits. */
    @Override
    public String toString() {
        return length + " bytes " + first(32).hex() + (length > 32 ? "..." : "");
    }
}
