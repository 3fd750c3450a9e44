package io.helloscope.frontend;

import java.net.BindException;
import java.net.InetSocketAddress;

/** The proxy cannot listen where it was told to; the message is one sentence for the person who started it. */
public final class ListenException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient InetSocketAddress address;

    ListenException(InetSocketAddress address, Throwable cause) {
        super("listen: cannot listen on " + address.getAddress().getHostAddress() + ":" + address.getPort() + ", " + reason(cause)
                + " (choose another address or port, or stop the program that has it)", cause);
        this.address = address;
    }

    /** Where it was told to listen. */
    public InetSocketAddress address() {
        return address;
    }

    private static String reason(Throwable cause) {
        return cause instanceof BindException ? "it is in use or not an address of this machine" : "the system refuses it";
    }
}
