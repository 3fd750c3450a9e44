package io.helloscope.capture;

import io.helloscope.observe.Direction;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What only packets tell of the path, beside what the conversation says.
 *
 * @param foreignReset a reset that does not come from the end in whose name it was sent
 * @param connectRoundTrip from the SYN to its answer, nanoseconds, as measured where the capture was made
 * @param helloRoundTrip from the client's first bytes to the server's first, or to the reset in its name
 * @param helloRepeats segments of the client's first flight that were sent again before the server had said anything
 * @param icmp what a router said about this connection
 * @param acknowledgedFromClient how many of the client's bytes the server's host had acknowledged at the end
 * @param firstSegment how many bytes the client's first segment with any carried
 */
public record PathFacts(Optional<ForeignReset> foreignReset, OptionalLong connectRoundTrip, OptionalLong helloRoundTrip, int helloRepeats,
        Optional<RouterMessage> icmp, long acknowledgedFromClient, int firstSegment) {
    /**
     * A reset that somebody else sent.
     *
     * @param inTheNameOf whose it claims to be
     * @param signs sentences that tell why not, the strongest first
     * @param strong whether one sign alone is enough
     */
    public record ForeignReset(Direction inTheNameOf, List<String> signs, boolean strong) {
        public ForeignReset {
            signs = List.copyOf(signs);
        }
    }

    /**
     * An ICMP message about a packet of this connection.
     *
     * @param kind what it says
     * @param from the router's address
     * @param about who had sent the packet
     * @param mtu the size that fits, where it says so, else 0
     */
    public record RouterMessage(Kind kind, String from, Direction about, int mtu) {
        /** What routers say. */
        public enum Kind {
            /** The packet cannot be delivered. */
            UNREACHABLE,
            /** Forbidden by an administrator. */
            PROHIBITED,
            /** It is too big for the next link. */
            TOO_BIG
        }
    }
}
