package io.helloscope.capture;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Addresses as text, from two halves; IPv4 is mapped into IPv6. */
final class Addresses {
    private static final long MAPPED = 0xffff_0000_0000L;

    private Addresses() {
    }

    static String text(long high, long low) {
        if (high == 0 && (low & ~0xffffffffL) == MAPPED) {
            return (low >> 24 & 0xff) + "." + (low >> 16 & 0xff) + "." + (low >> 8 & 0xff) + "." + (low & 0xff);
        }
        try {
            return InetAddress.getByAddress(ByteBuffer.allocate(16).putLong(high).putLong(low).array()).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(high + " " + low, impossible);
        }
    }
}
