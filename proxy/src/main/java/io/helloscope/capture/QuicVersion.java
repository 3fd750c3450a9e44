package io.helloscope.capture;

import java.util.HexFormat;
import java.util.Optional;

/**
 * A version of QUIC whose Initial packets can be read.
 *
 * @param number on the wire
 * @param name for people
 * @param label what its key labels begin with
 * @param salt of its first secret
 * @param initial the two bits by which its long headers say Initial
 */
record QuicVersion(int number, String name, String label, byte[] salt, int initial) {
    private static final byte[] SALT_1 = HexFormat.of().parseHex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a");
    private static final byte[] SALT_2 = HexFormat.of().parseHex("0dede3def700a6db819381be6e269dcbf9bd2ed9");
    private static final byte[] SALT_DRAFT_29 = HexFormat.of().parseHex("afbfec289993d24c9e9786f19c6111e04390a899");

    /** RFC 9000, RFC 9369 and the last drafts; empty for others. */
    static Optional<QuicVersion> of(int number) {
        if (number == 1) {
            return Optional.of(new QuicVersion(number, "QUIC version 1", "quic", SALT_1, 0));
        } else if (number == 0x6b3343cf) {
            return Optional.of(new QuicVersion(number, "QUIC version 2", "quicv2", SALT_2, 1));
        } else if (number >>> 8 == 0xff0000 && (number & 0xff) >= 29 && (number & 0xff) <= 34) {
            int draft = number & 0xff;
            return Optional.of(new QuicVersion(number, "QUIC draft " + draft, "quic", draft < 33 ? SALT_DRAFT_29 : SALT_1, 0));
        }
        return Optional.empty();
    }
}
