package io.helloscope.relay;

import io.helloscope.observe.Arrival;
import io.helloscope.observe.Client;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.Reach;
import io.helloscope.report.ConnectionSink;
import io.helloscope.report.Counters;
import io.helloscope.report.HttpExchange;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A relay between real sockets on loopback: each client that connects is joined with the origin. */
final class Bench implements AutoCloseable {
    /** Stands for the port that the client asked for; the origin's real one is never one of a server-first protocol. */
    final int askedPort;
    final Relay relay;
    final ServerSocket origin;
    final BlockingQueue<Connection> decided = new LinkedBlockingQueue<>();
    final BlockingQueue<Connection> ended = new LinkedBlockingQueue<>();
    final Counted counted = new Counted();
    final EventLoopGroup group;
    private final Transport transport;
    private final Channel listener;
    private final Arrival arrival;
    private final byte[] early;
    private int accepted;

    /** What a relay's counters have said. */
    static final class Counted implements Counters {
        final AtomicLong opened = new AtomicLong();
        final AtomicLong closed = new AtomicLong();
        final AtomicLong fromClient = new AtomicLong();
        final AtomicLong fromServer = new AtomicLong();
        final AtomicLong tapFailures = new AtomicLong();
        final BlockingQueue<String> bounds = new LinkedBlockingQueue<>();

        @Override
        public void opened() {
            opened.incrementAndGet();
        }

        @Override
        public void closed() {
            closed.incrementAndGet();
        }

        @Override
        public void bytes(long client, long server) {
            fromClient.addAndGet(client);
            fromServer.addAndGet(server);
        }

        @Override
        public void tapFailed() {
            tapFailures.incrementAndGet();
        }

        @Override
        public void boundHit(String bound) {
            bounds.add(bound);
        }

        @Override
        public void reportDropped() {
        }
    }

    /** What is made, before it is. */
    static final class Plan {
        private final Transport transport;
        private RelaySettings settings = RelaySettings.DEFAULT;
        private Function<ObserverLimits, Watcher> watchers = Watcher::handshake;
        private int askedPort = 443;
        private Arrival arrival = Arrival.CONNECT;
        private byte[] early = {};

        private Plan(Transport transport) {
            this.transport = transport;
        }

        Plan settings(RelaySettings changed) {
            settings = changed;
            return this;
        }

        Plan watcher(Watcher watcher) {
            watchers = limits -> watcher;
            return this;
        }

        Plan askedPort(int port) {
            askedPort = port;
            return this;
        }

        Plan arrival(Arrival changed) {
            arrival = changed;
            return this;
        }

        Plan early(byte... bytes) {
            early = bytes;
            return this;
        }

        Bench open() throws IOException {
            return new Bench(this);
        }
    }

    static Plan on(Transport transport) {
        return new Plan(transport);
    }

    private Bench(Plan plan) throws IOException {
        transport = plan.transport;
        askedPort = plan.askedPort;
        arrival = plan.arrival;
        early = plan.early;
        group = transport.newGroup(1, "bench");
        relay = new Relay(plan.settings, new ConnectionSink() {
            @Override
            public void decided(Connection connection) {
                decided.add(connection);
            }

            @Override
            public void ended(Connection connection) {
                ended.add(connection);
            }

            @Override
            public void httpAnswered(HttpExchange exchange) {
            }
        }, counted, plan.watchers);
        origin = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
        listener = transport.listener(group, group).option(ChannelOption.SO_BACKLOG, 4096).childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        connectAndJoin(client);
                    }
                }).bind(InetAddress.getLoopbackAddress(), 0).syncUninterruptibly().channel();
    }

    private void connectAndJoin(Channel client) {
        new Bootstrap().group(client.eventLoop()).channel(transport.socket()).option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(origin.getLocalSocketAddress()).addListener((io.netty.channel.ChannelFuture connected) -> {
                    if (!connected.isSuccess()) {
                        client.close();
                        return;
                    }
                    ByteBuf bytes = early.length == 0 ? Unpooled.EMPTY_BUFFER : Unpooled.copiedBuffer(early);
                    relay.join(client, connected.channel(), opened(client), bytes);
                });
    }

    private Connection opened(Channel client) {
        InetSocketAddress from = (InetSocketAddress) client.remoteAddress();
        return new Connection("1", Instant.EPOCH, System.nanoTime(), arrival,
                new Client("127.0.0.1", from.getPort(), Optional.empty()), new Destination("localhost", askedPort),
                new Reach.Connected("127.0.0.1", origin.getLocalPort(), Optional.empty(), Reach.DialTimes.NONE),
                Observation.NONE, Optional.empty(), OptionalLong.empty());
    }

    /** A client; its receive buffer is small, so that back-pressure begins early. */
    Socket client() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(32 * 1024);
        socket.setSoTimeout(20_000);
        socket.connect(listener.localAddress(), 5_000);
        return socket;
    }

    /** The server's end of the next connection, when it has been joined with the client's. */
    Socket server() throws IOException {
        origin.setSoTimeout(20_000);
        Socket socket = origin.accept();
        socket.setSoTimeout(20_000);
        accepted++;
        await(() -> counted.opened.get() >= accepted);
        return socket;
    }

    /** Waits until it is so, at most 20 s. */
    static void await(BooleanSupplier so) {
        long late = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!so.getAsBoolean()) {
            if (System.nanoTime() - late > 0) {
                throw new AssertionError("not so within 20 s");
            }
            Thread.onSpinWait();
            LockSupport.parkNanos(100_000);
        }
    }

    /** The next connection that has ended. */
    Connection ended() throws InterruptedException {
        Connection connection = ended.poll(20, TimeUnit.SECONDS);
        if (connection == null) {
            throw new AssertionError("no tunnel has ended within 20 s; open: " + relay.open());
        }
        return connection;
    }

    @Override
    public void close() throws IOException {
        listener.close().syncUninterruptibly();
        origin.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
