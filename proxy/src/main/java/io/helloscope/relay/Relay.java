package io.helloscope.relay;

import io.helloscope.observe.Connection;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.report.ConnectionSink;
import io.helloscope.report.Counters;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Joins clients with servers: bytes, half-closes and resets go both ways as they came, while a tap watches the handshake. Each tunnel
 * is told to the sink when it is decided and when it has ended, and to the counters. Callable from any thread unless said otherwise.
 */
public final class Relay {
    private final RelaySettings settings;
    private final ConnectionSink sink;
    private final Counters counters;
    private final Function<ObserverLimits, Watcher> watchers;
    private final ConcurrentMap<EventLoop, Tunnels> loops = new ConcurrentHashMap<>();
    private final Drain drain = new Drain();

    /** A relay without tunnels. */
    public Relay(RelaySettings settings, ConnectionSink sink, Counters counters) {
        this(settings, sink, counters, Watcher::handshake);
    }

    Relay(RelaySettings settings, ConnectionSink sink, Counters counters, Function<ObserverLimits, Watcher> watchers) {
        this.settings = settings;
        this.sink = sink;
        this.counters = counters;
        this.watchers = watchers;
    }

    /**
     * Makes a tunnel of two connections. To be called on the event loop of both, in the same turn in which the server's connection
     * was handed over, so that nothing that it does is missed; the client's reply (200) is written before, its flush need not have
     * ended. Neither pipeline may hold a handler any more that would read the bytes. From here on both channels, and the bytes, are
     * the relay's: it sets their options, reads and closes them.
     *
     * @param client towards the client
     * @param server towards the server
     * @param opened what is known of the connection; its observation is replaced
     * @param early bytes of the client that came before the tunnel stood; may be empty
     */
    public void join(Channel client, Channel server, Connection opened, ByteBuf early) {
        EventLoop loop = client.eventLoop();
        if (server.eventLoop() != loop || !loop.inEventLoop()) {
            early.release();
            client.close();
            server.close();
            throw new IllegalStateException("both channels and the caller belong on one event loop");
        }
        Tunnels tunnels = loops.computeIfAbsent(loop, l -> new Tunnels(l, settings, counters));
        Tap tap = new Tap(watchers.apply(settings.observer()), counters);
        drain.opened();
        counters.opened();
        new Tunnel(client, server, opened, tap, new Telling(sink, counters, drain), tunnels).start(early);
    }

    /** How many tunnels are open. */
    public int open() {
        return drain.open();
    }

    /**
     * Waits for the open tunnels to end, and closes those that have not by then. New tunnels may still come; the caller stops
     * listening first.
     *
     * @return how many had to be closed
     */
    public CompletableFuture<Integer> drain(Duration most) {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        drain.whenEmpty().orTimeout(most.toMillis(), TimeUnit.MILLISECONDS).whenComplete((empty, late) -> {
            if (late == null) {
                done.complete(0);
                return;
            }
            int cut = drain.open();
            loops.values().forEach(Tunnels::closeAll);
            drain.whenEmpty().thenAccept(nothing -> done.complete(cut));
        });
        return done;
    }
}
