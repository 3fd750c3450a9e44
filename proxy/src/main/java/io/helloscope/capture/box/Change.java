package io.helloscope.capture.box;

import java.util.Objects;

/**
 * One thing that a box changed.
 *
 * @param part what of the handshake, such as {@code ciphers} or {@code certificate-issuer}
 * @param text one sentence fragment for people, such as {@code lost: x25519mlkem768}; strings of peers in it are not escaped yet
 */
public record Change(String part, String text) {
    public Change {
        Objects.requireNonNull(part);
        Objects.requireNonNull(text);
    }
}
