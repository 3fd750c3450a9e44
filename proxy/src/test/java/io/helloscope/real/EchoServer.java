package io.helloscope.real;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.helloscope.testing.TestCertificates;
import java.net.InetSocketAddress;

/** A WebSocket echo on loopback, plain and with TLS (RFC 6455). */
final class EchoServer implements AutoCloseable {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel plain;
    private final Channel secure;

    EchoServer() throws Exception {
        TestCertificates.Identity identity = TestCertificates.selfSigned("localhost");
        SslContext tls = SslContextBuilder.forServer(identity.key(), identity.certificate()).build();
        plain = bind(null);
        secure = bind(tls);
    }

    int port() {
        return ((InetSocketAddress) plain.localAddress()).getPort();
    }

    int securePort() {
        return ((InetSocketAddress) secure.localAddress()).getPort();
    }

    private Channel bind(SslContext tls) {
        return new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class).childHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (tls != null) {
                    channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                }
                channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(65536),
                        new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder().websocketPath("/echo")
                                .maxFramePayloadLength(4 << 20).build()),
                        new SimpleChannelInboundHandler<WebSocketFrame>() {
                            @Override
                            protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
                                context.writeAndFlush(frame.retain());
                            }
                        });
            }
        }).bind("127.0.0.1", 0).syncUninterruptibly().channel();
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }
}
