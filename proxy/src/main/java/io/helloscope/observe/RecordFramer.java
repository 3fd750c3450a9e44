package io.helloscope.observe;

import java.nio.ByteBuffer;

/**
 * Finds the TLS records of one direction (RFC 8446 section 5.1) as their bytes come, without keeping any of them. Each call of
 * {@link #next} says what was met; a body is consumed by whoever wants it, or passed over.
 *
 * <pre>
 *   header byte 0     1..2      3..4
 *          type       version   length      then length bytes of body, 0..2^14 + 2048
 * </pre>
 */
final class RecordFramer {
    /** What {@link #next} met. */
    enum Step {
        /** The view is used up. */
        NEED_MORE,
        /** A header is complete. */
        HEADER,
        /** Some of the body lies at the view's position. */
        BODY,
        /** The body is complete. */
        END,
        /** The header's type or version is none of TLS. */
        IMPOSSIBLE_TYPE,
        /** The header's length is beyond what any version allows. */
        IMPOSSIBLE_LENGTH
    }

    /** 2^14 bytes and the most that TLS 1.2 lets compression and encryption add. */
    static final int LONGEST = (1 << 14) + 2048;

    private static final int HEADER = 5;

    private long position;
    private long start;
    private long bits;
    private int seen;
    private int left;

    /** A framer of a stream that begins this many bytes after its direction's first. */
    RecordFramer(long position) {
        this.position = position;
        this.start = position;
    }

    /** Goes on; after {@link Step#BODY} the part must have been taken or passed over before the next call. */
    Step next(ByteBuffer view) {
        if (seen == HEADER) {
            return left == 0 ? end() : view.hasRemaining() ? Step.BODY : Step.NEED_MORE;
        }
        while (view.hasRemaining()) {
            if (seen == 0) {
                start = position;
            }
            bits = bits << 8 | view.get() & 0xff;
            position++;
            if (++seen == HEADER) {
                left = length();
                return judge();
            }
        }
        return Step.NEED_MORE;
    }

    private Step end() {
        seen = 0;
        return Step.END;
    }

    private Step judge() {
        if (!ContentTypes.known(type()) || version() >>> 8 != 3) {
            return Step.IMPOSSIBLE_TYPE;
        }
        return length() > LONGEST ? Step.IMPOSSIBLE_LENGTH : Step.HEADER;
    }

    /** Claims the part of the body at the view's position; the caller moves the position over this many bytes. */
    int claim(ByteBuffer view) {
        int part = Math.min(left, view.remaining());
        left -= part;
        position += part;
        return part;
    }

    /** Passes over the part of the body at the view's position. */
    void skip(ByteBuffer view) {
        view.position(view.position() + claim(view));
    }

    /** Content type of this record. */
    int type() {
        return (int) (bits >>> 32) & 0xff;
    }

    /** Version in this record's header. */
    int version() {
        return (int) (bits >>> 16) & 0xffff;
    }

    /** Bytes of this record's body. */
    int length() {
        return (int) bits & 0xffff;
    }

    /** Where this record's header began, from the direction's start. */
    long start() {
        return start;
    }

    /** The next byte's place, from the direction's start. */
    long position() {
        return position;
    }
}
