package io.helloscope.probe;

import io.helloscope.bytes.Bytes;
import java.time.Duration;

/**
 * Bytes that are sent in one go.
 *
 * @param bytes at least one
 * @param before pause before they are sent
 */
record Piece(Bytes bytes, Duration before) {
    /** To be sent at once. */
    static Piece of(Bytes bytes) {
        return new Piece(bytes, Duration.ZERO);
    }
}
