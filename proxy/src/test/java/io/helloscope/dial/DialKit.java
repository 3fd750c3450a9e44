package io.helloscope.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A dialler on loopback. */
final class DialKit implements AutoCloseable {
    final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    final EventLoop loop = group.next();
    final Dialer dialer;

    DialKit(DialSettings settings) {
        dialer = new Dialer(settings, group, NioSocketChannel.class, NioDatagramChannel.class);
    }

    Dialed dial(String host, int port) throws Exception {
        return dialer.dial(new Destination(host, port), loop).get(30, TimeUnit.SECONDS);
    }

    Dialed.Reached reached(String host, int port) throws Exception {
        Dialed dialed = dial(host, port);
        assertThat(dialed).isInstanceOf(Dialed.Reached.class);
        return (Dialed.Reached) dialed;
    }

    Reach.Failed failed(String host, int port) throws Exception {
        Dialed dialed = dial(host, port);
        assertThat(dialed).isInstanceOf(Dialed.Unreached.class);
        assertThat(dialed.reach()).isInstanceOf(Reach.Failed.class);
        return (Reach.Failed) dialed.reach();
    }

    String refused(String host, int port) throws Exception {
        Dialed dialed = dial(host, port);
        assertThat(dialed.reach()).isInstanceOf(Reach.Refused.class);
        Reach.Refused refused = (Reach.Refused) dialed.reach();
        assertThat(refused.refusal()).isEqualTo(Reach.Refusal.DESTINATION_DENIED);
        return refused.detail();
    }

    /** All that comes on this connection until its end, read by a handler that is added in the turn in which it was reached. */
    CompletableFuture<String> readAll(String host, int port) {
        CompletableFuture<String> all = new CompletableFuture<>();
        dialer.dial(new Destination(host, port), loop).addListener(result -> {
            if (!(result.getNow() instanceof Dialed.Reached reached)) {
                all.completeExceptionally(new AssertionError(String.valueOf(result.getNow())));
                return;
            }
            StringBuilder text = new StringBuilder();
            reached.channel().pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message) {
                    ByteBuf bytes = (ByteBuf) message;
                    text.append(bytes.toString(StandardCharsets.ISO_8859_1));
                    bytes.release();
                }

                @Override
                public void userEventTriggered(ChannelHandlerContext context, Object event) {
                    if (event == ChannelInputShutdownEvent.INSTANCE) {
                        context.close();
                        all.complete(text.toString());
                    }
                }
            });
            reached.channel().config().setAutoRead(true);
        });
        return all;
    }

    @Override
    public void close() {
        dialer.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
