package io.helloscope.frontend;

import io.helloscope.dial.Dialer;
import io.helloscope.frontend.connect.Ledger;
import io.helloscope.frontend.connect.Ways;
import io.helloscope.frontend.gate.Closing;
import io.helloscope.frontend.gate.Doorkeeper;
import io.helloscope.frontend.gate.Gate;
import io.helloscope.frontend.gate.Visit;
import io.helloscope.relay.Relay;
import io.helloscope.relay.RelaySettings;
import io.helloscope.relay.Transport;
import io.helloscope.report.ConnectionSink;
import io.helloscope.report.Counters;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The proxy as clients see it: listens, and leads each client to the server that it asks for. */
public final class ProxyServer implements AutoCloseable {
    private static final int WORKERS = 2;
    private static final int MOST_WAITING = 256;
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final FrontendSettings settings;
    private final Parts parts;
    private final ThreadPoolExecutor worker;
    private final Doorkeeper doorkeeper;
    private final Relay relay;
    private final Ways ways;
    private final List<Channel> listeners = new ArrayList<>();

    /**
     * What it is built on; it owns none of them.
     *
     * @param transport of all channels
     * @param acceptor event loops of the listeners
     * @param loops event loops of clients and servers
     * @param dialer reaches servers; is told where this listens
     * @param relay how tunnels are kept
     * @param sink is told of connections
     * @param counters count
     */
    public record Parts(Transport transport, EventLoopGroup acceptor, EventLoopGroup loops, Dialer dialer, RelaySettings relay,
            ConnectionSink sink, Counters counters) {
    }

    /** A proxy that does not listen yet. */
    public ProxyServer(FrontendSettings settings, Parts parts) {
        this.settings = settings;
        this.parts = parts;
        this.worker = new ThreadPoolExecutor(WORKERS, WORKERS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING),
                new DefaultThreadFactory("frontend", true));
        worker.allowCoreThreadTimeOut(true);
        this.doorkeeper = new Doorkeeper(settings.clients(), settings.limits(), parts.counters());
        this.relay = new Relay(parts.relay(), parts.sink(), parts.counters());
        this.ways = new Ways(new Gate(settings.passwords(), worker), settings.limits(), parts.dialer(), relay,
                new Ledger(parts.sink(), parts.counters()));
    }

    /**
     * Listens on all addresses, or on none where one cannot be had.
     *
     * @return the addresses, with the ports that were free where 0 was asked for
     */
    public synchronized List<InetSocketAddress> start() throws ListenException {
        ServerBootstrap bootstrap = parts.transport().listener(parts.acceptor(), parts.loops()).childHandler(new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                Visit visit = doorkeeper.enter(channel);
                channel.pipeline().addLast(new Detecting(visit, ways));
            }
        });
        for (InetSocketAddress address : settings.listen()) {
            ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
            if (!bound.isSuccess()) {
                stopAccepting();
                throw new ListenException(address, bound.cause());
            }
            listeners.add(bound.channel());
        }
        addresses().forEach(parts.dialer()::refuseOwn);
        return addresses();
    }

    /** Where it listens. */
    public synchronized List<InetSocketAddress> addresses() {
        return listeners.stream().map(listener -> (InetSocketAddress) listener.localAddress()).toList();
    }

    /** How many clients are connected. */
    public int clients() {
        return doorkeeper.inside();
    }

    /** Takes no new clients; those that are there stay. */
    public synchronized void stopAccepting() {
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        listeners.clear();
    }

    /**
     * Takes no new clients, lets go of those that are idle, and waits for the others to finish; then closes what is left.
     *
     * @return how many tunnels had to be closed
     */
    public CompletableFuture<Integer> drain(Duration most) {
        stopAccepting();
        doorkeeper.forEach(client -> client.pipeline().fireUserEventTriggered(Closing.SOON));
        CompletableFuture<Void> left = doorkeeper.whenEmpty().orTimeout(most.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> null);
        return left.thenCombine(relay.drain(most), (nothing, cut) -> cut).thenCompose(cut -> {
            CompletableFuture<Void> told = doorkeeper.whenEmpty().orTimeout(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
            return told.handle((empty, late) -> {
                doorkeeper.forEach(Channel::close);
                return cut;
            });
        });
    }

    /** Stops at once. */
    @Override
    public void close() {
        stopAccepting();
        doorkeeper.forEach(Channel::close);
        worker.shutdownNow();
    }
}
