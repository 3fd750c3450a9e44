package io.helloscope.frontend.connect;

import io.helloscope.dial.Dialed;
import io.helloscope.dial.Dialer;
import io.helloscope.observe.Reach;
import io.helloscope.relay.Relay;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Opens a tunnel: dials, keeps what the client sends meanwhile, answers, hands over to the relay and leaves the pipeline. A client
 * that leaves ends the dialling.
 *
 * <pre>
 *   dialling --reached--> opened answer, Relay.join
 *      |  \--unreached--> failed answer, told to the ledger
 *      \--client left---> closed, told as pending
 * </pre>
 *
 * Confined to the client's event loop.
 */
public final class Opening extends ChannelInboundHandlerAdapter {
    /** What the client is told, in the protocol in which it asked. */
    public interface Voice {
        /** The tunnel stands. */
        ByteBuf opened();

        /** There will be none; says so and closes the connection. */
        void failed(Reach reach);
    }

    private static final int MOST_EARLY = 256 * 1024;

    private final Dialer dialer;
    private final Relay relay;
    private final Ledger ledger;
    private final SocketChannel client;
    private final Asked asked;
    private final Voice voice;
    private ByteBuf early = Unpooled.EMPTY_BUFFER;
    private @Nullable Future<Dialed> dialling;
    private boolean done;

    /** To be put at the end of the client's pipeline, before anything that still holds the client's bytes is taken from it. */
    public Opening(Dialer dialer, Relay relay, Ledger ledger, SocketChannel client, Asked asked, Voice voice) {
        this.dialer = dialer;
        this.relay = relay;
        this.ledger = ledger;
        this.client = client;
        this.asked = asked;
        this.voice = voice;
    }

    /** Begins; this is in the pipeline, and nothing before it that would change bytes. */
    public void start() {
        if (!client.isActive() || client.isInputShutdown() && !early.isReadable()) {
            left();
            return;
        }
        dialling = dialer.dial(asked.destination(), client.eventLoop());
        dialling.addListener((Future<Dialed> dialed) -> {
            if (!dialed.isCancelled()) {
                dialed(dialed.getNow());
            }
        });
    }

    private void dialed(Dialed dialed) {
        if (dialed instanceof Dialed.Reached reached) {
            if (done) {
                reached.channel().close();
                return;
            }
            done = true;
            client.pipeline().remove(this);
            client.writeAndFlush(voice.opened(), client.voidPromise());
            relay.join(client, reached.channel(), asked.opened(reached.reach()), take());
        } else if (!done) {
            done = true;
            take().release();
            ledger.ended(asked, dialed.reach());
            voice.failed(dialed.reach());
        }
    }

    private ByteBuf take() {
        ByteBuf taken = early;
        early = Unpooled.EMPTY_BUFFER;
        return taken;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (done || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        early = early.isReadable() ? ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), early, bytes) : bytes;
        if (early.readableBytes() >= MOST_EARLY) {
            client.config().setAutoRead(false);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        // A client that has said something may have ended its output only, and wait for the answer.
        if (event == ChannelInputShutdownEvent.INSTANCE && !early.isReadable()) {
            left();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        left();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        left();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (!done) {
            left();
        }
    }

    private void left() {
        if (done) {
            return;
        }
        done = true;
        take().release();
        if (dialling != null) {
            dialling.cancel(false);
        }
        ledger.ended(asked, new Reach.Pending());
        client.close();
    }
}
