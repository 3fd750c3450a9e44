package io.helloscope.capture;

/** One TCP or UDP segment or ICMP message as found in a packet; its payload lies in the array that it names. Reused from one to the next. */
final class TcpSegment {
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int ACK = 16;
    static final int NO_ID = -1;

    /** Addresses as two halves each; IPv4 is mapped into IPv6 (RFC 4291 section 2.5.5.2). */
    long sourceHigh;
    long sourceLow;
    long targetHigh;
    long targetLow;
    int sourcePort;
    int targetPort;
    int sequence;
    /** The next number that its sender wants; with the ACK flag only. */
    int acknowledged;
    int flags;
    byte[] data = {};
    int from;
    /** Payload bytes captured. */
    int length;
    /** Payload bytes on the wire. */
    int wireLength;
    long nanos;
    /** IP's number of what it is. */
    int protocol;
    /** The time to live, or hop limit, that was left. */
    int hops;
    /** IPv4's identification. */
    int ipId;
    /** The window as in the header, not scaled. */
    int window;
    /** How many IP headers deep it lies. */
    int depth;

    boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
