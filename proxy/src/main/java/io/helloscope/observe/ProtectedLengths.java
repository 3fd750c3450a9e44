package io.helloscope.observe;

import io.helloscope.tls.CipherSuite;

/**
 * What the length of a TLS 1.3 record tells of its content where nobody pads (RFC 8446 section 5.2): content, one byte of type, and
 * the tag. An alert is two bytes, and no handshake message is that short.
 *
 * @param hash bytes of a Finished message's body
 * @param tag bytes that the cipher adds
 */
record ProtectedLengths(int hash, int tag) {
    private static final int HEADER = 4;
    private static final int TYPE = 1;
    /** Header, context length and list length, both zero (RFC 8446 section 4.4.2). */
    private static final int EMPTY_CERTIFICATE = HEADER + 4;

    /** The lengths of this suite; those of AES-128-GCM with SHA-256 where it is not known. */
    static ProtectedLengths of(CipherSuite suite) {
        return switch (suite.code()) {
            case 0x1302 -> new ProtectedLengths(48, 16);
            case 0x1305 -> new ProtectedLengths(32, 8);
            case 0x1306 -> new ProtectedLengths(64, 32);
            case 0x1307 -> new ProtectedLengths(32, 32);
            default -> new ProtectedLengths(32, 16);
        };
    }

    /** Length of a record with these many bytes of content. */
    private int of(int content) {
        return content + TYPE + tag;
    }

    boolean alert(int length) {
        return length == of(2);
    }

    boolean finished(int length) {
        return length == of(HEADER + hash);
    }

    boolean emptyCertificate(int length) {
        return length == of(EMPTY_CERTIFICATE);
    }

    boolean emptyCertificateAndFinished(int length) {
        return length == of(EMPTY_CERTIFICATE + HEADER + hash);
    }

    boolean endOfEarlyData(int length) {
        return length == of(HEADER);
    }

    /** Whether a record of the client's flight is long enough for a certificate, alone or with what follows it. */
    boolean certificate(int length) {
        return length > of(HEADER + hash) + 300;
    }
}
