package io.helloscope.frontend.http;

import io.helloscope.frontend.access.ClientLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.Optional;

/**
 * Reads one request after the other: behind each it pauses until {@link #resume()}, so that pipelined requests wait as bytes, in
 * order and bounded. When it is taken from the pipeline, bytes behind the last request go on to the next handler.
 */
final class RequestDecoder extends HttpRequestDecoder {
    private static final int MOST_WAITING = 64 * 1024;
    private static final int LARGEST_PIECE = 256 * 1024;

    private final HeadScan scan = new HeadScan();
    private boolean paused;
    private boolean broken;
    private boolean inHead = true;
    private boolean inputEnded;

    RequestDecoder(ClientLimits limits) {
        super(new HttpDecoderConfig().setMaxInitialLineLength(limits.lineSize()).setMaxHeaderSize(limits.headSize())
                .setMaxChunkSize(LARGEST_PIECE).setStrictLineParsing(true).setUseRfc9112TransferEncoding(true)
                .setAllowDuplicateContentLengths(false).setValidateHeaders(true).setInitialBufferSize(256));
    }

    /** Whether a request's head has begun to come and is not complete. */
    boolean headBegun() {
        return inHead && scan.begun();
    }

    /** The next request may come. */
    void resume(ChannelHandlerContext context) throws Exception {
        paused = false;
        inHead = true;
        scan.begin();
        channelRead(context, Unpooled.EMPTY_BUFFER);
        if (inputEnded && !paused) {
            super.userEventTriggered(context, ChannelInputShutdownEvent.INSTANCE);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (paused) {
            if (in.readableBytes() > MOST_WAITING) {
                context.channel().config().setAutoRead(false);
            }
            return;
        }
        int before = in.readerIndex();
        if (inHead) {
            Optional<String> fault = scan.look(in);
            if (fault.isPresent()) {
                broken = true;
                in.skipBytes(in.readableBytes());
                out.add(new MalformedHead(fault.get()));
                return;
            }
        }
        super.decode(context, in, out);
        scan.consumed(in.readerIndex() - before);
        for (Object message : out) {
            inHead &= !(message instanceof HttpMessage);
            paused |= message instanceof LastHttpContent;
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event == ChannelInputShutdownEvent.INSTANCE && paused) {
            // It would drop the requests that wait.
            inputEnded = true;
            context.fireUserEventTriggered(event);
        } else {
            super.userEventTriggered(context, event);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (paused) {
            // The decoder would ask for more where a read gave no message.
            context.fireChannelReadComplete();
        } else {
            super.channelReadComplete(context);
        }
    }

    /** Both lengths: left as they are, for {@link RequestCheck} to refuse. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        // Nothing is mended.
    }
}
