package io.helloscope.capture;

/** Which end of a connection is the client, told by its first packet in the capture. */
final class Ends {
    private static final int HANDSHAKE = 0x16;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;

    private Ends() {
    }

    static boolean sourceIsClient(TcpSegment s) {
        if (s.has(TcpSegment.SYN)) {
            return !s.has(TcpSegment.ACK);
        }
        int message = firstMessage(s);
        if (message == CLIENT_HELLO || message == SERVER_HELLO) {
            return message == CLIENT_HELLO;
        }
        // Servers listen on low ports; clients are given high ones.
        return s.sourcePort >= s.targetPort;
    }

    /** Whether this segment begins with a client's hello. */
    static boolean beginsHello(TcpSegment s) {
        return firstMessage(s) == CLIENT_HELLO;
    }

    private static int firstMessage(TcpSegment s) {
        return s.length > 5 && (s.data[s.from] & 0xff) == HANDSHAKE && s.data[s.from + 1] == 3 ? s.data[s.from + 5] & 0xff : -1;
    }
}
