package io.helloscope.observe;

/**
 * TLS that is not as its format demands. Never an error of ours: it is described.
 *
 * @param sender who sent it
 * @param kind which kind, for decisions
 * @param offset bytes from the start of this direction
 * @param path the field
 * @param reason what was wrong
 */
public record Damage(Direction sender, Kind kind, long offset, String path, String reason) {
    /** Kinds of damage, as far as decisions need them. */
    public enum Kind {
        /** A record header with an impossible type after TLS had begun. */
        RECORD_TYPE,
        /** A record longer than 2^14 + 2048 bytes. */
        RECORD_LENGTH,
        /** A record without content where that is forbidden. */
        RECORD_EMPTY,
        /** A handshake message that cannot be parsed. */
        MESSAGE,
        /** A message that is not allowed at this point (HelloRequest first, second HelloRetryRequest, client hello echoed). */
        UNEXPECTED_MESSAGE,
        /** A bound of the observer was reached: what follows is not looked at. */
        TOO_LARGE
    }
}
