package io.helloscope.bytes;

import java.util.Optional;

/**
 * Reads one complete message from its start to its end, never beyond. Each method that finds too little throws
 * {@link WireFormatException} with the offset from the start of the whole message and the path of the field.
 */
public final class ByteReader {
    private static final int NO_INDEX = -1;

    private final Bytes source;
    private final int start;
    private final int end;
    private final Optional<ByteReader> outer;
    private final String name;
    private final int index;
    private int position;

    /** The path is put together only for an error: of the outer reader, the index in its list where there is one, and the name. */
    private ByteReader(Bytes source, int start, int end, Optional<ByteReader> outer, String name, int index) {
        this.source = source;
        this.start = start;
        this.end = end;
        this.outer = outer;
        this.name = name;
        this.index = index;
        this.position = start;
    }

    /** A reader of all these bytes; the path names them in errors, such as {@code ClientHello}. */
    public static ByteReader of(Bytes source, String path) {
        return new ByteReader(source, 0, source.length(), Optional.empty(), path, NO_INDEX);
    }

    /** How many bytes are left. */
    public int remaining() {
        return end - position;
    }

    /** How many bytes have been read. */
    public int position() {
        return position - start;
    }

    /** One byte, 0..255. */
    public int u8(String field) throws WireFormatException {
        need(1, field);
        return source.at(position++);
    }

    /** Two bytes, most significant first. */
    public int u16(String field) throws WireFormatException {
        need(2, field);
        int value = source.at(position) << 8 | source.at(position + 1);
        position += 2;
        return value;
    }

    /** Three bytes, most significant first. */
    public int u24(String field) throws WireFormatException {
        need(3, field);
        int value = source.at(position) << 16 | source.at(position + 1) << 8 | source.at(position + 2);
        position += 3;
        return value;
    }

    /** The next bytes, sharing memory. */
    public Bytes bytes(int length, String field) throws WireFormatException {
        need(length, field);
        Bytes taken = source.slice(position, position + length);
        position += length;
        return taken;
    }

    /** A reader of the next bytes only; this one goes on after them. */
    public ByteReader sub(int length, String field) throws WireFormatException {
        need(length, field);
        return inner(length, field, NO_INDEX);
    }

    /** A reader of the next bytes only, an element of a list. */
    public ByteReader element(int length, int elementIndex, String field) throws WireFormatException {
        if (length > end - position) {
            need(length, "[" + elementIndex + "]." + field);
        }
        return inner(length, field, elementIndex);
    }

    private ByteReader inner(int length, String field, int elementIndex) {
        ByteReader inner = new ByteReader(source, position, position + length, Optional.of(this), field, elementIndex);
        position += length;
        return inner;
    }

    /** All that this reader was given, read or not. */
    public Bytes all() {
        return source.slice(start, end);
    }

    /** All that is left. */
    public Bytes rest() {
        Bytes taken = source.slice(position, end);
        position = end;
        return taken;
    }

    /** Demands that nothing is left. */
    public void finish() throws WireFormatException {
        if (position != end) {
            throw error("", (end - position) + " bytes after the end");
        }
    }

    /** An error at this position in this field. */
    public WireFormatException error(String field, String reason) {
        return new WireFormatException(position, pathOf(field), reason);
    }

    /** A field that starts with a bracket is an element of this reader's list. */
    private String pathOf(String field) {
        if (field.isEmpty()) {
            return path();
        }
        return field.startsWith("[") ? path() + field : path() + "." + field;
    }

    private String path() {
        return outer.map(o -> o.pathOf(index == NO_INDEX ? name : "[" + index + "]." + name)).orElse(name);
    }

    private void need(int length, String field) throws WireFormatException {
        if (length < 0) {
            throw new IllegalArgumentException("length: " + length + " (expected: >= 0)");
        }
        if (length > end - position) {
            throw error(field, "length " + length + ", " + (end - position) + " left");
        }
    }
}
