package io.helloscope.frontend.access;

import io.helloscope.dial.Network;
import io.helloscope.report.Counters;
import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Lets clients in, and knows who is inside. Callable from any thread. */
public final class Doorkeeper {
    private final List<Network> networks;
    private final ClientLimits limits;
    private final Counters counters;
    private final Set<Channel> inside = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final ConcurrentMap<InetAddress, Integer> perClient = new ConcurrentHashMap<>();
    private final Set<CompletableFuture<Void>> waiting = ConcurrentHashMap.newKeySet();

    /**
     * A doorkeeper of an empty house.
     *
     * @param networks whose clients may come in
     */
    public Doorkeeper(List<Network> networks, ClientLimits limits, Counters counters) {
        this.networks = List.copyOf(networks);
        this.limits = limits;
        this.counters = counters;
    }

    /** A client has connected; it leaves when its channel closes. */
    public Visit enter(SocketChannel channel) {
        InetSocketAddress from = channel.remoteAddress();
        if (from == null) {
            // It has left already.
            return new Visit(channel, "0.0.0.0", 0, Admission.TURNED_AWAY);
        }
        InetAddress address = from.getAddress();
        int all = count.incrementAndGet();
        int own = perClient.merge(address, 1, Integer::sum);
        inside.add(channel);
        channel.closeFuture().addListener(closed -> left(channel, address));
        return Visit.of(channel, from, admission(address, all, own));
    }

    private Admission admission(InetAddress address, int all, int own) {
        boolean full = all > limits.connections();
        if (full || own > limits.connectionsPerClient()) {
            counters.boundHit(full ? "client-connections" : "client-connections-per-client");
            boolean spare = all <= limits.connections() + spare(limits.connections())
                    && own <= limits.connectionsPerClient() + spare(limits.connectionsPerClient());
            return spare ? Admission.OVERLOADED : Admission.TURNED_AWAY;
        }
        return networks.stream().anyMatch(network -> network.contains(address)) ? Admission.WELCOME : Admission.DENIED;
    }

    /** How many more than may come in can be told that they may not. */
    private static int spare(int limit) {
        return 16 + limit / 8;
    }

    private void left(Channel channel, InetAddress address) {
        inside.remove(channel);
        perClient.computeIfPresent(address, (client, before) -> before == 1 ? null : before - 1);
        if (count.decrementAndGet() == 0) {
            waiting.forEach(done -> done.complete(null));
        }
    }

    /** How many are inside. */
    public int inside() {
        return count.get();
    }

    /** Does something with each that is inside. */
    public void forEach(Consumer<Channel> action) {
        inside.forEach(action);
    }

    /** Done when nobody is inside. */
    public CompletableFuture<Void> whenEmpty() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiting.add(done);
        done.whenComplete((nothing, late) -> waiting.remove(done));
        if (count.get() == 0) {
            done.complete(null);
        }
        return done;
    }
}
