package io.helloscope.relay;

import io.helloscope.report.Counters;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * The open tunnels of one event loop, as a list through the tunnels themselves. One task a loop looks at all of them each second,
 * so that a tunnel needs no timers of its own. Confined to that loop but for {@link #closeAll()}.
 */
final class Tunnels {
    private static final long SWEEP_MILLIS = 1000;

    final RelaySettings settings;
    final Counters counters;
    private final EventLoop loop;
    private Tunnel first;
    private boolean sweeping;

    Tunnels(EventLoop loop, RelaySettings settings, Counters counters) {
        this.loop = loop;
        this.settings = settings;
        this.counters = counters;
    }

    void add(Tunnel tunnel) {
        tunnel.next = first;
        if (first != null) {
            first.previous = tunnel;
        }
        first = tunnel;
        if (!sweeping) {
            sweeping = true;
            sweepLater();
        }
    }

    void remove(Tunnel tunnel) {
        if (tunnel.previous == null) {
            first = tunnel.next;
        } else {
            tunnel.previous.next = tunnel.next;
        }
        if (tunnel.next != null) {
            tunnel.next.previous = tunnel.previous;
        }
        tunnel.previous = null;
        tunnel.next = null;
    }

    /** Closes all of them, from any thread. */
    void closeAll() {
        loop.execute(() -> forEach(Tunnel::closeByProxy));
    }

    private void sweepLater() {
        loop.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        if (first == null) {
            sweeping = false;
            return;
        }
        long now = System.nanoTime();
        forEach(tunnel -> tunnel.sweep(now));
        sweepLater();
    }

    private void forEach(java.util.function.Consumer<Tunnel> action) {
        Tunnel tunnel = first;
        while (tunnel != null) {
            // Closing takes it from the list.
            Tunnel following = tunnel.next;
            action.accept(tunnel);
            tunnel = following;
        }
    }
}
