package io.helloscope.observe;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Watches one conversation. It does no I/O, has no clock, never throws for what a peer sent, never parses a byte twice and keeps
 * a bounded amount. Confined to one thread.
 *
 * <p>Each direction is in one of five states, and moves with its own bytes:
 *
 * <pre>
 *                      TLS record                  protected records follow
 *   AwaitingHello ----------------> InHandshake ------------------------------> Encrypted
 *     |     ^  \                        | |                                         |
 *     |     |   \ anything else         | | record type, length; no end             | record type, length
 *     |     |    v                      | v                                         v
 *     |     +-- NotTls --ClientHello----+ Unreadable &lt;-------------------------------+
 *     +--&gt; SSL 2.0-compatible hello, then told anew
 * </pre>
 *
 * Protected records follow: up to TLS 1.2 behind the sender's change of ciphers; in TLS 1.3 behind the server's ServerHello and with
 * the client's first protected record after it. A change of ciphers before the ServerHello or after a HelloRetryRequest, and in
 * TLS 1.3 altogether, means nothing. Protected records of the client before the ServerHello are early data. Where the client's turn
 * in a conversation in the clear begins with a ClientHello, both directions begin anew.
 *
 * <p>A message that cannot be read or must not come is noted as damage, and reading goes on: peers often do so, too.
 */
public final class HandshakeObserver {
    private final Handshake handshake;
    private Optional<Direction> last = Optional.empty();

    /** An observer that has seen nothing. */
    public HandshakeObserver(ObserverLimits limits) {
        this.handshake = new Handshake(limits);
    }

    /** One for a conversation over QUIC, whose handshake messages whoever feeds it puts into records of TLS. */
    public static HandshakeObserver overQuic(ObserverLimits limits) {
        HandshakeObserver observer = new HandshakeObserver(limits);
        observer.handshake.facts().startedBy = Optional.of(Observation.QUIC);
        return observer;
    }

    /** Bytes passed; the view is read but not kept, its position is left as it was. */
    public void bytes(Direction sender, ByteBuffer view, long nanos) {
        if (!view.hasRemaining()) {
            return;
        }
        Side side = passed(sender, view.remaining(), nanos);
        if (handshake.settled()) {
            return;
        }
        int position = view.position();
        try {
            side.take(view);
        } finally {
            view.position(position);
        }
    }

    /** More bytes passed that are not shown: nobody needs to look at them, or they are lost. What follows in this direction is only counted. */
    public void skipped(Direction sender, long count, long nanos) {
        if (count > 0) {
            handshake.skipped(passed(sender, count, nanos));
        }
    }

    private Side passed(Direction sender, long count, long nanos) {
        Facts facts = handshake.facts();
        facts.now = nanos;
        if (last.isEmpty()) {
            facts.serverSpokeFirst = sender == Direction.SERVER;
            last = Optional.of(sender);
        } else if (last.get() != sender) {
            handshake.beginTurn();
            last = Optional.of(sender);
        }
        Side side = handshake.side(sender);
        side.count(count, nanos);
        return side;
    }

    /** One end stopped; empty stands for this proxy. */
    public void closed(Optional<Direction> by, CloseKind kind, long nanos) {
        handshake.facts().end(by, kind, nanos);
    }

    /**
     * Whether more bytes cannot change what is known: the tap may leave and only count. So it is once data passed both ways beyond
     * doubt (an alert in place of the answer, which in TLS 1.3 comes after the client's Finished and data, would have been seen), and
     * once so much passed in one direction that the rest is not looked at. From then on records and data are not counted any more.
     */
    public boolean satisfied() {
        return handshake.settled();
    }

    /** What has been seen so far. */
    public Observation snapshot() {
        return handshake.observation();
    }
}
