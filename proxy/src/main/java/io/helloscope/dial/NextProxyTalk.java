package io.helloscope.dial;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Reach.Failure;
import io.helloscope.observe.Reach.NextProxyAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Asks a next proxy for a tunnel. Gathers its answer, bounded in bytes and time, and lets the protocol look at what is there; what
 * follows the answer stays in the pipeline for the tunnel. Confined to the channel's event loop.
 */
abstract class NextProxyTalk extends ChannelInboundHandlerAdapter {
    /** How it ended; called once, on the event loop. */
    interface Goal {
        void open();

        void failed(Failure failure, Optional<NextProxyAnswer> answer);
    }

    private static final int MOST_EXCERPT = 4096;
    private static final int MOST_ANSWER = 64 * 1024;

    private final SocketChannel channel;
    private final Goal goal;
    private final Duration limit;
    private final Alarm deadline;
    private final ByteBuf gathered;
    private boolean done;
    private boolean resting;

    NextProxyTalk(SocketChannel channel, Duration limit, Goal goal) {
        this.channel = channel;
        this.goal = goal;
        this.limit = limit;
        this.deadline = new Alarm(channel.eventLoop());
        this.gathered = channel.alloc().buffer(512, MOST_ANSWER);
    }

    /** The first bytes to send. */
    abstract void begin();

    /** More of the answer has come; it begins at the reader index and stays there until it is taken. */
    abstract void received(ByteBuf answer);

    /** Nothing more will come: the proxy has closed, its time is over, or it sent too much. */
    abstract void receivedLast(ByteBuf answer, Failure why);

    final void start() {
        channel.pipeline().addLast(this);
        deadline.set(limit, () -> over(gathered.isReadable() ? Failure.NEXT_PROXY_STRANGE : Failure.NEXT_PROXY_SILENT));
        begin();
        channel.read();
    }

    final void send(ByteBuf bytes) {
        channel.writeAndFlush(bytes);
    }

    /** From the first such call on no longer than this is waited for more. */
    final void waitAtMost(Duration rest, Failure thenFailsWith) {
        if (!resting) {
            resting = true;
            deadline.set(rest.compareTo(limit) < 0 ? rest : limit, () -> over(thenFailsWith));
        }
    }

    /** The tunnel stands; the answer has been taken from the gathered bytes, the rest is the tunnel's. */
    final void open() {
        done = true;
        deadline.cancel();
        if (gathered.isReadable()) {
            channel.pipeline().replace(this, "early", new Early(gathered));
        } else {
            gathered.release();
            channel.pipeline().remove(this);
        }
        goal.open();
    }

    final void fail(Failure failure, OptionalInt status, OptionalInt reason) {
        done = true;
        deadline.cancel();
        Bytes excerpt = Bytes.copyOf(gathered.nioBuffer(0, Math.min(gathered.writerIndex(), MOST_EXCERPT)));
        gathered.release();
        channel.close();
        boolean nothing = excerpt.isEmpty() && status.isEmpty() && reason.isEmpty();
        goal.failed(failure, nothing ? Optional.empty() : Optional.of(new NextProxyAnswer(status, reason, excerpt)));
    }

    /** Nobody waits for it any more. */
    final void cancel() {
        if (!done) {
            done = true;
            deadline.cancel();
            gathered.release();
            channel.close();
        }
    }

    @Override
    public final void channelRead(ChannelHandlerContext context, Object message) {
        if (done || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        try {
            gathered.writeBytes(bytes, Math.min(bytes.readableBytes(), gathered.maxWritableBytes()));
            if (bytes.isReadable()) {
                over(Failure.NEXT_PROXY_STRANGE);
                return;
            }
        } finally {
            bytes.release();
        }
        received(gathered);
    }

    @Override
    public final void channelReadComplete(ChannelHandlerContext context) {
        if (!done) {
            channel.read();
        }
    }

    @Override
    public final void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            over(Failure.NEXT_PROXY_CLOSED);
        }
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A failed read or write: the proxy has reset the connection. Anything else is a mistake of ours, and ends it no less.
        over(cause instanceof IOException ? Failure.NEXT_PROXY_CLOSED : Failure.NEXT_PROXY_STRANGE);
    }

    @Override
    public final void channelInactive(ChannelHandlerContext context) {
        over(Failure.NEXT_PROXY_CLOSED);
    }

    private void over(Failure why) {
        if (!done) {
            receivedLast(gathered, why);
            if (!done) {
                fail(why, OptionalInt.empty(), OptionalInt.empty());
            }
        }
    }
}
