package io.helloscope.capture;

/** One packet as captured. Reused from one to the next, so that a long capture makes no garbage. */
final class Packet {
    /** The bytes; only the first {@link #length} count. */
    byte[] data = new byte[64 * 1024];
    /** How many bytes were captured. */
    int length;
    /** How many bytes the packet had on the wire. */
    int originalLength;
    /** When, nanoseconds since 1970. */
    long nanos;
    /** How its bytes begin: a LINKTYPE number of the tcpdump group. */
    int linkType;

    void ensure(int capacity) {
        if (data.length < capacity) {
            data = new byte[Math.max(capacity, data.length * 2)];
        }
    }
}
