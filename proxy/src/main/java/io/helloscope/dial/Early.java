package io.helloscope.dial;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;

/** Bytes that came before anyone could read them: they come with the first read, then this leaves the pipeline. */
final class Early extends ChannelDuplexHandler {
    private final ByteBuf bytes;
    private boolean given;

    /** Takes the bytes over. */
    Early(ByteBuf bytes) {
        this.bytes = bytes;
    }

    @Override
    public void read(ChannelHandlerContext context) {
        give(context);
        context.pipeline().remove(this);
        context.read();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (!given) {
            given = true;
            bytes.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        give(context);
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        give(context);
        context.fireExceptionCaught(cause);
    }

    private void give(ChannelHandlerContext context) {
        if (!given) {
            given = true;
            context.fireChannelRead(bytes);
            context.fireChannelReadComplete();
        }
    }
}
