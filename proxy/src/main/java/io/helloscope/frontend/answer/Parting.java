package io.helloscope.frontend.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes leave of a client: says the last words, ends the output, and hears the client out for a moment. A plain close would answer
 * what the client is still sending with a reset, and the reset can reach it before the words do.
 */
public final class Parting extends ChannelInboundHandlerAdapter {
    private static final long MOST_MILLIS = 2_000;

    private final SocketChannel channel;
    private boolean outputEnded;
    private boolean inputEnded;
    private @Nullable Future<?> timer;

    private Parting(SocketChannel channel) {
        this.channel = channel;
        this.inputEnded = channel.isInputShutdown();
    }

    /** Sends these words and closes; from here on no other handler of the pipeline hears anything. */
    public static void after(SocketChannel channel, ByteBuf lastWords) {
        Parting parting = new Parting(channel);
        ChannelHandlerContext context = parting.join();
        if (context == null) {
            lastWords.release();
            return;
        }
        context.writeAndFlush(lastWords).addListener(sent -> parting.said(sent.isSuccess()));
        channel.config().setAutoRead(true);
    }

    /** The same without words. */
    public static void from(SocketChannel channel) {
        after(channel, Unpooled.EMPTY_BUFFER);
    }

    /** Ends the connection with a reset once what was written before has been sent, as the other side's was ended. */
    public static void reset(SocketChannel channel) {
        ChannelHandlerContext context = new Parting(channel).join();
        if (context == null) {
            return;
        }
        channel.config().setAutoRead(false);
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
            try {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            } catch (ChannelException closedAlready) {
                // Then there is nobody to tell.
            }
            channel.close();
        });
    }

    /** Null where the channel is closed and its pipeline gone. */
    private @Nullable ChannelHandlerContext join() {
        channel.pipeline().addFirst(this);
        ChannelHandlerContext context = channel.pipeline().context(this);
        if (context != null) {
            timer = channel.eventLoop().schedule(() -> channel.close(), MOST_MILLIS, TimeUnit.MILLISECONDS);
        }
        return context;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void said(boolean sent) {
        if (!sent) {
            channel.close();
            return;
        }
        channel.shutdownOutput().addListener(ended -> {
            outputEnded = true;
            if (inputEnded || !ended.isSuccess()) {
                channel.close();
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        // Nobody needs to know.
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true;
            if (outputEnded) {
                channel.close();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        channel.close();
    }
}
