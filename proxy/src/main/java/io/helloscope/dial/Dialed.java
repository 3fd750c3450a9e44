package io.helloscope.dial;

import io.helloscope.observe.Reach;
import io.netty.channel.socket.SocketChannel;
import java.util.Optional;

/** How dialling ended. */
public sealed interface Dialed {
    /** How the way there went. */
    Reach reach();

    /**
     * A connection stands: on the event loop that was asked for, with autoRead off, half-closure allowed, TCP_NODELAY and keep-alive
     * on, and nothing in its pipeline that a reader would notice. Bytes that a next proxy's server has sent already come with the
     * first read. Whoever gets it closes it.
     *
     * @param channel the connection
     * @param reach the way
     * @param forward the HTTP proxy at its other end, to which requests go in absolute form and with its credentials; only of
     *         {@link Dialer#dialForHttp}
     */
    record Reached(SocketChannel channel, Reach.Connected reach, Optional<NextProxy> forward) implements Dialed {
    }

    /**
     * There is none.
     *
     * @param reach {@link Reach.Failed} or {@link Reach.Refused}
     */
    record Unreached(Reach reach) implements Dialed {
    }
}
