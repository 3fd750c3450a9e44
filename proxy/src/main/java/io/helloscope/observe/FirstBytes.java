package io.helloscope.observe;

/**
 * Tells from the first bytes of a direction what it is, as early as they allow. One byte never decides: a lone byte and a close is no
 * protocol.
 */
final class FirstBytes {
    /** More are never needed. */
    static final int MOST = 5;

    private static final int SSLV2_CLIENT_HELLO = 1;
    private static final int SSLV2_ERROR = 0;
    private static final int SSLV2_SERVER_HELLO = 4;
    /** Message type and error code. */
    private static final int SSLV2_ERROR_LENGTH = 3;
    /** An SSL 2.0 SERVER-HELLO without certificate, ciphers and connection id. */
    private static final int SSLV2_SHORTEST_HELLO = 11;
    private static final int SSLV2_SHORTEST_CLIENT_HELLO = 9 + 3;

    private FirstBytes() {
    }

    /** What a direction is whose first bytes are these. */
    static StreamKind kind(Direction sender, byte[] first, int count) {
        if (count < 2) {
            return StreamKind.UNDECIDED;
        }
        int zero = first[0] & 0xff;
        int one = first[1] & 0xff;
        if (ContentTypes.known(zero) && one == 3) {
            return tls(zero, first, count);
        }
        return zero >= 0x80 ? sslv2(sender, first, count) : StreamKind.NOT_TLS;
    }

    /** A handshake record or an alert may have any minor version: servers have been seen to invent some. */
    private static StreamKind tls(int type, byte[] first, int count) {
        if (count < 3) {
            return StreamKind.UNDECIDED;
        }
        boolean plausible = type == ContentTypes.HANDSHAKE || type == ContentTypes.ALERT || (first[2] & 0xff) <= 4;
        return plausible ? StreamKind.TLS : StreamKind.NOT_TLS;
    }

    /** Two bytes of length with the highest bit set, then the message type (SSL 2.0 draft section 2.5; RFC 5246 appendix E.2). */
    private static StreamKind sslv2(Direction sender, byte[] first, int count) {
        if (count < 3) {
            return StreamKind.UNDECIDED;
        }
        int length = (first[0] & 0x7f) << 8 | first[1] & 0xff;
        int type = first[2];
        if (sender == Direction.CLIENT) {
            return type == SSLV2_CLIENT_HELLO && length >= SSLV2_SHORTEST_CLIENT_HELLO ? sslv2Version(first, count) : StreamKind.NOT_TLS;
        }
        boolean answer = type == SSLV2_ERROR && length == SSLV2_ERROR_LENGTH
                || type == SSLV2_SERVER_HELLO && length >= SSLV2_SHORTEST_HELLO;
        return answer ? StreamKind.SSLV2 : StreamKind.NOT_TLS;
    }

    private static StreamKind sslv2Version(byte[] first, int count) {
        if (count < MOST) {
            return StreamKind.UNDECIDED;
        }
        return first[3] == 3 || first[3] == 0 && first[4] == 2 ? StreamKind.SSLV2 : StreamKind.NOT_TLS;
    }
}
