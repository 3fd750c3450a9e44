package io.helloscope.frontend.http;

import io.helloscope.bytes.Bytes;
import io.helloscope.dial.Dialed;
import io.helloscope.dial.NextProxy;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to a server for plain http, used by one exchange after the other. Confined to the event loop of its client. */
final class Link extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    /** Of writes, at which reading from the other side stops and goes on. */
    static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    private final SocketChannel channel;
    private final Destination destination;
    private final Reach.Connected reach;
    private final Optional<NextProxy> forward;
    private final ResponseDecoder decoder = new ResponseDecoder();
    private final HttpRequestEncoder encoder = new HttpRequestEncoder();
    private @Nullable Exchange user;
    private boolean reset;
    private boolean usedBefore;

    private Link(Destination destination, Dialed.Reached reached) {
        this.channel = reached.channel();
        this.destination = destination;
        this.reach = reached.reach();
        this.forward = reached.forward();
    }

    static Link to(Destination destination, Dialed.Reached reached) {
        Link link = new Link(destination, reached);
        // A failed write must not close: the response that the server sent before it stopped to read is still to be read.
        link.channel.config().setOption(ChannelOption.AUTO_CLOSE, false);
        link.channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, MARKS);
        link.channel.pipeline().addLast(link.decoder, link.encoder, link);
        return link;
    }

    SocketChannel channel() {
        return channel;
    }

    Destination destination() {
        return destination;
    }

    Reach.Connected reach() {
        return reach;
    }

    /** The next proxy at its other end, to which requests go in absolute form. */
    Optional<NextProxy> forward() {
        return forward;
    }

    /** Whether an exchange went over it before. */
    boolean usedBefore() {
        return usedBefore;
    }

    /** Whether the server can take a further request behind this response, as far as its framing tells. */
    boolean clean() {
        return !decoder.ambiguous() && channel.isActive() && !channel.isInputShutdown() && !reset;
    }

    /** The first bytes of the current response. */
    Bytes excerpt() {
        return decoder.excerpt();
    }

    /** An exchange begins. */
    void take(Exchange exchange, boolean head) {
        user = exchange;
        decoder.expect(head);
        channel.config().setAutoRead(true);
    }

    /** The exchange is over, the connection stays. */
    void rest() {
        user = null;
        usedBefore = true;
        channel.config().setAutoRead(true);
    }

    void close() {
        user = null;
        channel.close();
    }

    /** Takes HTTP away: the bytes behind the last response go on to the handlers behind this. */
    void leave() {
        user = null;
        channel.pipeline().remove(this);
        channel.pipeline().remove(encoder);
        channel.pipeline().remove(decoder);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (user == null) {
            ReferenceCountUtil.release(message);
            if (!(message instanceof ByteBuf)) {
                // Nobody has asked.
                channel.close();
            }
        } else if (message instanceof HttpResponse response) {
            user.response(response);
            if (message instanceof HttpContent content && user != null) {
                user.responseContent(content, reset);
            }
        } else if (message instanceof HttpContent content) {
            user.responseContent(content, reset);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (user != null) {
            user.serverReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (user != null && channel.isWritable()) {
            user.serverWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ended();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended();
    }

    /** A failed write or read; what the server has sent before, and its end, follow. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        reset = true;
        if (!(cause instanceof IOException)) {
            LOG.error("A connection to a server failed and is closed", cause);
            ended();
        }
    }

    private void ended() {
        if (user == null) {
            channel.close();
        } else {
            user.serverEnded(reset);
        }
    }
}
