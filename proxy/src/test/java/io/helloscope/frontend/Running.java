package io.helloscope.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.dial.DialSettings;
import io.helloscope.dial.Dialer;
import io.helloscope.observe.Connection;
import io.helloscope.relay.RelaySettings;
import io.helloscope.relay.Transport;
import io.helloscope.report.ConnectionSink;
import io.helloscope.report.Counters;
import io.helloscope.report.HttpExchange;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy on a free port of loopback, with what it told. */
final class Running implements AutoCloseable {
    final BlockingQueue<Connection> ended = new LinkedBlockingQueue<>();
    final BlockingQueue<HttpExchange> answered = new LinkedBlockingQueue<>();
    final BlockingQueue<String> bounds = new LinkedBlockingQueue<>();
    final AtomicInteger open = new AtomicInteger();
    final ProxyServer proxy;
    private final EventLoopGroup loops;
    private final Dialer dialer;

    private Running(FrontendSettings settings, DialSettings dial, RelaySettings relay) throws ListenException {
        Transport transport = Transport.choose("auto");
        loops = transport.newGroup(2, "test");
        dialer = new Dialer(dial, loops, transport.socket(), transport.datagram());
        proxy = new ProxyServer(settings, new ProxyServer.Parts(transport, loops, loops, dialer, relay, sink(), counters()));
        proxy.start();
    }

    static FrontendSettings settings() {
        return FrontendSettings.DEFAULT.withListen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    static Running proxy() throws ListenException {
        return proxy(settings());
    }

    static Running proxy(FrontendSettings settings) throws ListenException {
        return proxy(settings, DialSettings.DEFAULT);
    }

    static Running proxy(FrontendSettings settings, DialSettings dial) throws ListenException {
        return new Running(settings, dial, RelaySettings.DEFAULT);
    }

    int port() {
        return proxy.addresses().get(0).getPort();
    }

    Wire client() throws Exception {
        return Wire.to(port());
    }

    /** The next connection of which it is told that it ended. */
    Connection ended() throws InterruptedException {
        Connection next = ended.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("a connection that ended").isNotNull();
        return next;
    }

    private ConnectionSink sink() {
        return new ConnectionSink() {
            @Override
            public void decided(Connection connection) {
                // Told again when it ends.
            }

            @Override
            public void ended(Connection connection) {
                ended.add(connection);
            }

            @Override
            public void httpAnswered(HttpExchange exchange) {
                answered.add(exchange);
            }
        };
    }

    private Counters counters() {
        return new Counters() {
            @Override
            public void opened() {
                open.incrementAndGet();
            }

            @Override
            public void closed() {
                open.decrementAndGet();
            }

            @Override
            public void bytes(long fromClient, long fromServer) {
                // Not looked at.
            }

            @Override
            public void tapFailed() {
                throw new AssertionError("the tap failed");
            }

            @Override
            public void boundHit(String bound) {
                bounds.add(bound);
            }

            @Override
            public void reportDropped() {
                throw new AssertionError("nothing is dropped here");
            }
        };
    }

    @Override
    public void close() {
        proxy.close();
        dialer.close();
        loops.shutdownGracefully(0, Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
}
