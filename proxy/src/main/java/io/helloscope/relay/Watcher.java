package io.helloscope.relay;

import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.observe.HandshakeObserver;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ObserverLimits;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What the tap tells. Stands between the relay and the observer so that a test can make it throw. */
interface Watcher {
    void bytes(Direction sender, ByteBuffer view, long nanos);

    void skipped(Direction sender, long count, long nanos);

    void closed(Optional<Direction> by, CloseKind kind, long nanos);

    boolean satisfied();

    Observation snapshot();

    /** A watcher of one tunnel's handshake. */
    static Watcher handshake(ObserverLimits limits) {
        HandshakeObserver observer = new HandshakeObserver(limits);
        return new Watcher() {
            @Override
            public void bytes(Direction sender, ByteBuffer view, long nanos) {
                observer.bytes(sender, view, nanos);
            }

            @Override
            public void skipped(Direction sender, long count, long nanos) {
                observer.skipped(sender, count, nanos);
            }

            @Override
            public void closed(Optional<Direction> by, CloseKind kind, long nanos) {
                observer.closed(by, kind, nanos);
            }

            @Override
            public boolean satisfied() {
                return observer.satisfied();
            }

            @Override
            public Observation snapshot() {
                return observer.snapshot();
            }
        };
    }
}
