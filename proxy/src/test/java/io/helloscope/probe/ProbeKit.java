package io.helloscope.probe;

import io.helloscope.dial.DialSettings;
import io.helloscope.dial.Dialer;
import io.helloscope.observe.Destination;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.observe.Reach;
import io.helloscope.tls.ClientHello;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A prober on loopback. */
final class ProbeKit implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
    static final ProbeSettings QUICK = new ProbeSettings(Duration.ofMillis(700), 64 * 1024);

    final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    final Dialer dialer;
    final Prober prober;

    ProbeKit(DialSettings dialing, ProbeSettings settings, Talks.Flights flights) {
        dialer = new Dialer(dialing, loops, NioSocketChannel.class, NioDatagramChannel.class);
        prober = new Prober(dialer, loops, settings, "1.2.3", InstantSource.fixed(NOW), flights);
    }

    ProbeKit() {
        this(DialSettings.DEFAULT, QUICK, (question, target) -> Optional.empty());
    }

    /** A server on loopback that is called so, reached at 127.0.0.1. */
    static ProbeTarget target(String host, int port) {
        return target(host, port, Optional.empty());
    }

    static ProbeTarget target(String host, int port, Optional<ClientHello> hello) {
        return new ProbeTarget(new Destination(host, port),
                Optional.of(new Reach.Connected("127.0.0.1", port, Optional.empty(), Reach.DialTimes.NONE)), hello);
    }

    ProbeAnswer ask(Question question, ProbeTarget target) throws Exception {
        return prober.ask(question, target).get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        dialer.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
