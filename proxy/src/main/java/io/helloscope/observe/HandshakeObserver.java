package io.helloscope.observe;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Watches one conversation. It does no I/O, has no clock, never throws for what a peer sent, never parses a byte twice and keeps
 * a bounded amount. Confined to one thread.
 */
public final class HandshakeObserver {
    /** An observer that has seen nothing. */
    public HandshakeObserver(ObserverLimits limits) {
    }

    /** Bytes passed; the view is read but not kept, its position is left as it was. */
    public void bytes(Direction sender, ByteBuffer view, long nanos) {
        throw new UnsupportedOperationException();
    }

    /** More bytes passed that nobody needs to look at. */
    public void skipped(Direction sender, long count, long nanos) {
        throw new UnsupportedOperationException();
    }

    /** One end stopped; empty stands for this proxy. */
    public void closed(Optional<Direction> by, CloseKind kind, long nanos) {
        throw new UnsupportedOperationException();
    }

    /** Whether more bytes cannot change what is known: the tap may leave and only count. */
    public boolean satisfied() {
        throw new UnsupportedOperationException();
    }

    /** What has been seen so far. */
    public Observation snapshot() {
        throw new UnsupportedOperationException();
    }
}
