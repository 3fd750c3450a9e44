package io.helloscope.observe;

import io.helloscope.tls.CipherSuite;
import java.util.List;
import java.util.Optional;

/**
 * What the length of a TLS 1.3 record tells of its content (RFC 8446 section 5.2): content, one byte of type, padding, and the tag.
 * An alert is two bytes, and no handshake message is that short. Most implementations do not pad; two that do are known.
 *
 * @param hash bytes of a Finished message's body
 * @param tag bytes that the cipher adds
 */
record ProtectedLengths(int hash, int tag) {
    /** How a sender pads. */
    enum Padding {
        /** Not at all. */
        NONE,
        /** Sixteen zero bytes in each record: the JDK. */
        SIXTEEN,
        /** Up to a multiple of sixteen: Mbed TLS. */
        MULTIPLE;

        private int of(int plain) {
            return switch (this) {
                case NONE -> plain;
                case SIXTEEN -> plain + 16;
                case MULTIPLE -> (plain + 15) / 16 * 16;
            };
        }
    }

    private static final List<Padding> PADDINGS = List.of(Padding.values());
    private static final int HEADER = 4;
    private static final int TYPE = 1;
    private static final int ALERT = 2;
    /** Header, context length and list length, both zero (RFC 8446 section 4.4.2). */
    private static final int EMPTY_CERTIFICATE = HEADER + 4;
    /** Names, key, signature: fewer bytes than these are no certificate with its proof. */
    private static final int SHORTEST_CERTIFICATE = 300;

    /** The lengths of this suite; those of AES-128-GCM with SHA-256 where it is not known. */
    static ProtectedLengths of(CipherSuite suite) {
        return switch (suite.code()) {
            case 0x1302 -> new ProtectedLengths(48, 16);
            case 0x1305 -> new ProtectedLengths(32, 8);
            case 0x1306 -> new ProtectedLengths(64, 32);
            case 0x1307, 0xc0b4 -> new ProtectedLengths(32, 32);
            case 0xc0b5 -> new ProtectedLengths(48, 48);
            default -> new ProtectedLengths(32, 16);
        };
    }

    private int of(int content, Padding padding) {
        return padding.of(content + TYPE) + tag;
    }

    private Optional<Padding> paddingOf(int content, int length) {
        for (Padding padding : PADDINGS) {
            if (of(content, padding) == length) {
                return Optional.of(padding);
            }
        }
        return Optional.empty();
    }

    /** Whether it is an alert of one who pads like this. */
    boolean alert(int length, Padding padding) {
        return length == of(ALERT, padding);
    }

    /** Whether it is an alert of one of whom it is not known how he pads. */
    boolean alertOfAny(int length) {
        return paddingOf(ALERT, length).isPresent();
    }

    /** How the sender pads if this is a Finished. */
    Optional<Padding> finished(int length) {
        return paddingOf(HEADER + hash, length);
    }

    /** How the sender pads if this is an empty certificate and a Finished. */
    Optional<Padding> emptyCertificateAndFinished(int length) {
        return paddingOf(EMPTY_CERTIFICATE + HEADER + hash, length);
    }

    /** Whether it is a certificate message without a certificate. One that is padded to a multiple looks like an alert. */
    boolean emptyCertificate(int length) {
        return length == of(EMPTY_CERTIFICATE, Padding.NONE) || length == of(EMPTY_CERTIFICATE, Padding.SIXTEEN);
    }

    boolean endOfEarlyData(int length) {
        return paddingOf(HEADER, length).isPresent() && !alertOfAny(length);
    }

    /** Whether it is too short for a Finished, padded or not. */
    boolean shorterThanFinished(int length) {
        return length < of(HEADER + hash, Padding.NONE);
    }

    /** Whether a record of the client's flight is long enough for a certificate, alone or with what follows it. */
    boolean certificate(int length) {
        return length > of(HEADER + hash, Padding.SIXTEEN) + SHORTEST_CERTIFICATE;
    }
}
