package io.helloscope.probe.hello;

import io.helloscope.bytes.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes to send and how: each chunk is one write on a socket with TCP_NODELAY, flushed by itself, so that it leaves in segments of
 * its own.
 *
 * @param chunks at least one, none empty
 * @param pause between one write and the next; zero where there is one chunk only
 */
public record Flight(List<Bytes> chunks, Duration pause) {
    private static final int HANDSHAKE = 0x16;
    /** Bytes of a record's content, at most (RFC 8446 section 5.1). */
    private static final int LONGEST_RECORD = 1 << 14;

    public Flight {
        chunks = List.copyOf(chunks);
        if (chunks.isEmpty() || chunks.stream().anyMatch(Bytes::isEmpty)) {
            throw new IllegalArgumentException("chunks: empty (expected: at least one, none empty)");
        }
    }

    /** All that is sent, in order. */
    public Bytes bytes() {
        ByteWriter all = new ByteWriter();
        chunks.forEach(all::bytes);
        return all.written();
    }

    /** One write. */
    static Flight whole(Bytes bytes) {
        return new Flight(List.of(bytes), Duration.ZERO);
    }

    /** Several writes, each of at most so many bytes. */
    static Flight inPieces(Bytes bytes, int most, Duration pause) {
        return new Flight(cut(bytes, most), pause);
    }

    /** A handshake message in records of at most so many bytes of content. */
    static Bytes records(Bytes message, int version, int most) {
        ByteWriter records = new ByteWriter();
        cut(message, Math.min(most, LONGEST_RECORD)).forEach(piece -> records.u8(HANDSHAKE).u16(version).vector(2, piece));
        return records.written();
    }

    /** A handshake message in as few records as can be. */
    static Bytes record(Bytes message, int version) {
        return records(message, version, LONGEST_RECORD);
    }

    private static List<Bytes> cut(Bytes bytes, int most) {
        List<Bytes> pieces = new ArrayList<>();
        for (int from = 0; from < bytes.length(); from += most) {
            pieces.add(bytes.slice(from, Math.min(bytes.length(), from + most)));
        }
        return pieces;
    }
}
