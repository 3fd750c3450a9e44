package io.helloscope.observe;

import io.helloscope.bytes.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Joins the handshake messages of one direction (RFC 8446 section 4) from the bodies of its records, however they are cut or put
 * together. Only messages that its {@link Sink} wants are kept, the others are counted through; memory grows with the bytes that
 * came, never with a length that was only claimed.
 */
final class HandshakeJoiner {
    /** Where messages go. */
    interface Sink {
        /** The first byte of a message came. */
        void opened(int type);

        /** A message's header is complete; answers whether its body is to be kept. */
        boolean begun(int type, int length, long offset);

        /** A message is complete; the body is empty where it was not kept. */
        void complete(int type, int length, Bytes body, long offset);
    }

    private static final int HEADER = 4;
    private static final byte[] NOTHING = new byte[0];

    private final Sink sink;
    private long start;
    private int header;
    private int seen;
    private int left;
    private boolean kept;
    /** The body where it came in one piece. */
    private Bytes whole = Bytes.EMPTY;
    /** The body as it grows. */
    private byte[] body = NOTHING;
    private int filled;

    HandshakeJoiner(Sink sink) {
        this.sink = sink;
    }

    /** Takes this many bytes from the view's position on; the first of them lies at this offset of the direction. */
    void take(ByteBuffer view, int count, long offset) {
        int end = view.position() + count;
        while (view.position() < end) {
            if (seen < HEADER) {
                header(view, offset + count - (end - view.position()));
            } else {
                body(view, end - view.position());
            }
            if (seen == HEADER && left == 0) {
                finish();
            }
        }
    }

    private void header(ByteBuffer view, long offset) {
        header = header << 8 | view.get() & 0xff;
        if (++seen == 1) {
            start = offset;
            sink.opened(header & 0xff);
        }
        if (seen == HEADER) {
            left = length();
            kept = sink.begun(type(), left, start);
        }
    }

    private void body(ByteBuffer view, int available) {
        int part = Math.min(left, available);
        if (!kept || filled == 0 && part == left) {
            whole = kept ? Bytes.copyOf(view.slice(view.position(), part)) : Bytes.EMPTY;
            view.position(view.position() + part);
        } else {
            if (filled + part > body.length) {
                body = Arrays.copyOf(body, Math.min(length(), Math.max(filled + part, Math.max(512, 2 * body.length))));
            }
            view.get(body, filled, part);
            filled += part;
        }
        left -= part;
    }

    private void finish() {
        int type = type();
        int length = length();
        Bytes complete = filled == 0 ? whole : Bytes.copyOf(body, 0, filled);
        whole = Bytes.EMPTY;
        body = NOTHING;
        filled = 0;
        seen = 0;
        header = 0;
        sink.complete(type, length, complete, start);
    }

    private int type() {
        return header >>> 24;
    }

    private int length() {
        return header & 0xffffff;
    }
}
