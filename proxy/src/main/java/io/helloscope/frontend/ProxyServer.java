package io.helloscope.frontend;

import io.helloscope.frontend.access.Admission;
import io.helloscope.frontend.access.Doorkeeper;
import io.helloscope.frontend.access.Gate;
import io.helloscope.frontend.access.Visit;
import io.helloscope.frontend.answer.Leave;
import io.helloscope.frontend.connect.House;
import io.helloscope.frontend.connect.Ledger;
import io.helloscope.frontend.http.HttpHouse;
import io.helloscope.frontend.self.SelfSite;
import io.helloscope.observe.Connection;
import io.helloscope.relay.Relay;
import io.helloscope.relay.Transport;
import io.helloscope.report.ConnectionSink;
import io.helloscope.report.HttpExchange;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The proxy that clients connect to: listens, lets clients in, and ends in an orderly way. Callable from any thread. */
public final class ProxyServer implements AutoCloseable {
    /** What passes after an Upgrade of plain http makes no report: the request has been told as answered. */
    private static final ConnectionSink NOWHERE = new ConnectionSink() {
        @Override
        public void decided(Connection connection) {
            // No report.
        }

        @Override
        public void ended(Connection connection) {
            // No report.
        }

        @Override
        public void httpAnswered(HttpExchange exchange) {
            // No report.
        }
    };

    private static final int WAITING_JOBS = 256;

    private final FrontendSettings settings;
    private final FrontendParts parts;
    private final Doorkeeper doorkeeper;
    private final Relay upgrades;
    private final ThreadPoolExecutor worker;
    private final ServerBootstrap bootstrap;
    private final List<Channel> listeners = new ArrayList<>();

    /**
     * A proxy that does not listen yet.
     *
     * @param acceptors accept connections
     * @param workers move bytes; the dialler's transport is the same
     */
    public ProxyServer(FrontendSettings settings, FrontendParts parts, Transport transport, EventLoopGroup acceptors, EventLoopGroup workers) {
        this.settings = settings;
        this.parts = parts;
        this.doorkeeper = new Doorkeeper(settings.admitted(), settings.limits(), parts.counters());
        this.upgrades = new Relay(parts.relaySettings(), NOWHERE, parts.counters());
        this.worker = new ThreadPoolExecutor(2, 2, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_JOBS),
                new DefaultThreadFactory("frontend", true));
        worker.allowCoreThreadTimeOut(true);
        HttpHouse house = house();
        this.bootstrap = transport.listener(acceptors, workers).childHandler(new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                Visit visit = doorkeeper.enter(channel);
                if (visit.admission() == Admission.TURNED_AWAY) {
                    channel.close();
                } else {
                    channel.pipeline().addLast(new FirstBytes(house, visit));
                }
            }
        });
    }

    private HttpHouse house() {
        Gate gate = new Gate(settings.passwords(), worker);
        House house = new House(parts.dialer(), parts.relay(), new Ledger(parts.sink(), parts.counters()), gate, settings.limits());
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        // Of this very process: another Helloscope on the way is no loop.
        String pseudonym = "helloscope-" + HexFormat.of().formatHex(random);
        return new HttpHouse(house, upgrades, pseudonym, parts.portalCheckHost(),
                new SelfSite(parts.history(), worker, settings.passwords().isPresent()));
    }

    /**
     * Listens on all addresses, or on none.
     *
     * @throws ListenException where one of them cannot be used
     */
    public synchronized void start() throws ListenException {
        for (InetSocketAddress address : settings.listen()) {
            ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
            if (!bound.isSuccess()) {
                stopAccepting();
                throw new ListenException(address, bound.cause());
            }
            listeners.add(bound.channel());
            parts.dialer().refuseOwn((InetSocketAddress) bound.channel().localAddress());
        }
    }

    /** Where it listens, with the ports that it got. */
    public synchronized List<InetSocketAddress> addresses() {
        return listeners.stream().map(listener -> (InetSocketAddress) listener.localAddress()).toList();
    }

    /** How many clients' connections are open, tunnels included. */
    public int clients() {
        return doorkeeper.inside();
    }

    /** Does something with each client's channel, on its event loop. */
    void forEachClient(Consumer<Channel> action) {
        doorkeeper.forEach(channel -> channel.eventLoop().execute(() -> action.accept(channel)));
    }

    /** Takes no new connections from now on. */
    public synchronized void stopAccepting() {
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        listeners.clear();
    }

    /**
     * Stops to accept, lets plain http requests that are being served end, and closes what has not ended by then. Tunnels are the
     * relay's, to be drained at the same time.
     */
    public CompletableFuture<Void> drain(Duration most) {
        stopAccepting();
        leave(Leave.WHEN_DONE);
        CompletableFuture<Integer> upgraded = upgrades.drain(most);
        CompletableFuture<Void> done = doorkeeper.whenEmpty();
        CompletableFuture<Void> inTime = done.copy().completeOnTimeout(null, Math.max(1, most.toMillis()), TimeUnit.MILLISECONDS);
        return inTime.thenCombine(upgraded, (nothing, cut) -> {
            leave(Leave.NOW);
            return null;
        });
    }

    private void leave(Leave how) {
        forEachClient(channel -> channel.pipeline().fireUserEventTriggered(how));
    }

    /** Stops at once, but for tunnels. */
    @Override
    public void close() {
        stopAccepting();
        leave(Leave.NOW);
        worker.shutdown();
    }
}
