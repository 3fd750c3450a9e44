package io.helloscope.dial;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** Addresses of this machine. */
final class LocalAddresses {
    private LocalAddresses() {
    }

    /** Whether a listener on all addresses listens on this one. */
    static boolean contains(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return true;
        }
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            // Only asked where the port is ours too: rather refuse than loop.
            return true;
        }
    }
}
