package io.helloscope.observe;

/** The begin of a ClientHello in its record: header, message type and length, version. */
final class HelloPattern {
    /** Bytes that are compared. */
    static final int LENGTH = 11;

    private static final int LAST_MINOR = 4;

    private HelloPattern() {
    }

    /** Whether this byte fits at this place. */
    static boolean matches(int place, int value) {
        return switch (place) {
            case 0 -> value == ContentTypes.HANDSHAKE;
            case 1, 9 -> value == 3;
            case 2, 10 -> value <= LAST_MINOR;
            case 3 -> value <= RecordFramer.LONGEST >>> 8;
            case 5 -> value == 1;
            case 6 -> value == 0;
            default -> true;
        };
    }
}
