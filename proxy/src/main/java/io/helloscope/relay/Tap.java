package io.helloscope.relay;

import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.observe.End;
import io.helloscope.observe.Observation;
import io.helloscope.report.Counters;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a tunnel's bytes and ends to its watcher, and shields the tunnel from it: whatever it throws is counted, logged once in the
 * life of the program, and detaches it. Confined to the tunnel's event loop.
 *
 * <pre>
 *   WATCHING --satisfied--> COUNTING        bytes are only counted and told as a number
 *      |                       |
 *      +-------throws----------+--> BLIND   the tunnel's own counts and ends are all that is known
 * </pre>
 */
final class Tap {
    private static final Logger LOG = LoggerFactory.getLogger(Tap.class);
    private static final AtomicBoolean TOLD = new AtomicBoolean();
    /** A peer that is reset after its FIN, and this proxy's own end, make four; no more can come. */
    private static final int MOST_ENDS = 4;

    private enum State {
        WATCHING, COUNTING, BLIND
    }

    private final Watcher watcher;
    private final Counters counters;
    private final List<End> ends = new ArrayList<>(2);
    private State state = State.WATCHING;
    private long fromClient;
    private long fromServer;
    private long untoldFromClient;
    private long untoldFromServer;
    private long lastFromClient;
    private long lastFromServer;

    Tap(Watcher watcher, Counters counters) {
        this.watcher = watcher;
        this.counters = counters;
    }

    /** Bytes came; true where they are the ones that satisfied the watcher. */
    boolean bytes(Direction sender, ByteBuf buffer, long nanos) {
        int count = buffer.readableBytes();
        count(sender, count, nanos);
        if (state != State.WATCHING) {
            return false;
        }
        try {
            // Read-only: a watcher cannot change what passes, whatever is wrong with it.
            watcher.bytes(sender, buffer.nioBuffer().asReadOnlyBuffer(), nanos);
            told(sender, count);
            if (watcher.satisfied()) {
                state = State.COUNTING;
                return true;
            }
        } catch (Throwable failure) {
            failed(failure);
        }
        return false;
    }

    /** One end stopped; empty stands for this proxy. */
    void closed(Optional<Direction> by, CloseKind kind, long nanos) {
        if (ends.size() == MOST_ENDS) {
            return;
        }
        ends.add(new End(by, kind, nanos));
        if (state != State.BLIND) {
            try {
                tellCounted();
                watcher.closed(by, kind, nanos);
            } catch (Throwable failure) {
                failed(failure);
            }
        }
    }

    /** What has been seen so far; without the watcher it is the counts and the ends. */
    Observation snapshot() {
        if (state != State.BLIND) {
            try {
                tellCounted();
                return watcher.snapshot();
            } catch (Throwable failure) {
                failed(failure);
            }
        }
        return Observation.unwatched(fromClient, fromServer, ends);
    }

    long fromClient() {
        return fromClient;
    }

    long fromServer() {
        return fromServer;
    }

    private void count(Direction sender, int count, long nanos) {
        if (sender == Direction.CLIENT) {
            fromClient += count;
            untoldFromClient += count;
            lastFromClient = nanos;
        } else {
            fromServer += count;
            untoldFromServer += count;
            lastFromServer = nanos;
        }
    }

    private void told(Direction sender, int count) {
        if (sender == Direction.CLIENT) {
            untoldFromClient -= count;
        } else {
            untoldFromServer -= count;
        }
    }

    private void tellCounted() {
        if (untoldFromClient > 0) {
            watcher.skipped(Direction.CLIENT, untoldFromClient, lastFromClient);
            untoldFromClient = 0;
        }
        if (untoldFromServer > 0) {
            watcher.skipped(Direction.SERVER, untoldFromServer, lastFromServer);
            untoldFromServer = 0;
        }
    }

    private void failed(Throwable failure) {
        state = State.BLIND;
        counters.tapFailed();
        if (TOLD.compareAndSet(false, true)) {
            LOG.error("The observer of a tunnel failed and was detached; the tunnel goes on. Further failures are only counted.", failure);
        }
    }
}
