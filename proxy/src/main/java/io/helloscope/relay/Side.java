package io.helloscope.relay;

import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;

/**
 * One end of a tunnel: reads for the other end, writes what the other end has read. How the peer ended is told as it shows itself:
 *
 * <pre>
 *   input shutdown                      FIN
 *   exception, then input shutdown      RESET (the read failed)
 *   failed write, then input shutdown   RESET (what the peer had sent before it is still read)
 *   input shutdown, then failed write   FIN, then RESET
 *   inactive without any of these       RESET
 * </pre>
 *
 * Confined to the tunnel's event loop, hence no volatile.
 */
final class Side extends ChannelInboundHandlerAdapter {
    private static final int LEAST_READ = 1024;
    private static final int FIRST_READ = 4096;
    private static final int MOST_READ = 256 * 1024;

    private final Tunnel tunnel;
    private final Direction direction;
    private final Channel channel;
    private Side peer;
    /** A FIN or RESET of this peer has been told. */
    private boolean inputEnded;
    /** A read or a write has failed: nothing can be sent to this peer, and its end is a reset. */
    private boolean failed;
    /** FIN has been sent to this peer. */
    private boolean outputEnded;
    /** Writes stay unflushed for the time being. */
    private boolean held;
    /** What is to be done to this peer when all that was written has been sent. */
    private Parting parting = Parting.NONE;
    private boolean throttled;
    private boolean unflushed;
    private boolean closedHere;
    private boolean gone;

    private enum Parting {
        NONE, FIN, RESET
    }

    Side(Tunnel tunnel, Direction direction, Channel channel) {
        this.tunnel = tunnel;
        this.direction = direction;
        this.channel = channel;
    }

    void start(Side other, RelaySettings settings) {
        peer = other;
        channel.config()
                .setOption(ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(settings.writeBufferLow(), settings.writeBufferHigh()));
        // Short for a handshake, large for a download: each read costs a system call, whatever its size.
        channel.config().setOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(LEAST_READ, FIRST_READ, MOST_READ));
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        // A failed write must not close: what the peer sent before its reset (an alert, a page) is still to be read.
        channel.config().setOption(ChannelOption.AUTO_CLOSE, false);
        channel.pipeline().addLast(this);
    }

    void read() {
        if (!channel.isActive()) {
            gone();
        } else if (((DuplexChannel) channel).isInputShutdown()) {
            end(CloseKind.FIN);
        } else {
            channel.config().setAutoRead(true);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf buffer) || closedHere || !buffer.isReadable()) {
            ReferenceCountUtil.release(message);
            return;
        }
        tunnel.passing(this, buffer);
        peer.send(buffer);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        peer.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            peer.unthrottle();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && !inputEnded) {
            end(failed ? CloseKind.RESET : CloseKind.FIN);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (closedHere) {
            return;
        }
        if (!(cause instanceof IOException)) {
            tunnel.failed(cause);
            return;
        }
        lost();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone();
    }

    private void gone() {
        if (gone) {
            return;
        }
        gone = true;
        if (!closedHere && !inputEnded) {
            end(CloseKind.RESET);
        }
        closedHere = true;
        tunnel.closed();
    }

    private void end(CloseKind kind) {
        inputEnded = true;
        peer.flush();
        tunnel.ended(this, kind);
        if (kind == CloseKind.RESET) {
            peer.part(Parting.RESET);
            close();
        } else {
            peer.part(Parting.FIN);
        }
    }

    /** Writes what the other end has read. */
    void send(ByteBuf buffer) {
        if (failed || outputEnded || closedHere || parting != Parting.NONE) {
            buffer.release();
            return;
        }
        unflushed = true;
        channel.write(buffer, channel.voidPromise());
        if (!channel.isWritable()) {
            tunnel.full(this);
            flush();
            if (!channel.isWritable()) {
                peer.throttle();
            }
        }
    }

    void flush() {
        if (unflushed && !held) {
            unflushed = false;
            channel.flush();
        }
    }

    /** From here on writes wait for {@link #release()}, and so does the end. */
    void hold() {
        held = true;
    }

    void release() {
        held = false;
        flush();
        if (parting != Parting.NONE) {
            partWhenSent();
        }
    }

    /** Closes without waiting for anything. */
    void close() {
        if (!closedHere) {
            closedHere = true;
            channel.close();
        }
    }

    /** Nothing can be sent to this peer any more. Its end is told when what it sent before has been read. */
    private void lost() {
        if (failed || closedHere) {
            return;
        }
        failed = true;
        unflushed = false;
        if (inputEnded) {
            end(CloseKind.RESET);
        } else {
            peer.unthrottle();
        }
    }

    private void throttle() {
        if (!throttled) {
            throttled = true;
            channel.config().setAutoRead(false);
        }
    }

    private void unthrottle() {
        if (throttled) {
            throttled = false;
            channel.config().setAutoRead(true);
        }
    }

    private void part(Parting wanted) {
        boolean waiting = parting != Parting.NONE && !outputEnded;
        if (wanted.ordinal() > parting.ordinal()) {
            parting = wanted;
        }
        if (!waiting && !held) {
            partWhenSent();
        }
    }

    private void partWhenSent() {
        if (parting == Parting.RESET) {
            // Nobody is left to read it for.
            channel.config().setAutoRead(false);
        }
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        if (failed || outputEnded || pending == null || pending.isEmpty()) {
            partNow();
        } else {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> partNow());
        }
    }

    private void partNow() {
        if (closedHere) {
            return;
        }
        if (parting == Parting.RESET) {
            resetNow();
        } else if (failed) {
            outputEnded = true;
            tunnel.partedIfBothDone();
        } else if (!outputEnded) {
            outputEnded = true;
            ((DuplexChannel) channel).shutdownOutput().addListener(done -> {
                if (done.isSuccess()) {
                    tunnel.partedIfBothDone();
                } else {
                    lost();
                }
            });
        }
    }

    private void resetNow() {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException closedAlready) {
            // Then there is nobody to tell.
        }
        close();
    }

    /** Both FINs of this end have passed. */
    boolean done() {
        return inputEnded && outputEnded;
    }

    /** Whether it is not open in both directions any more. */
    boolean ending() {
        return failed || inputEnded;
    }

    /** Bytes that wait to be sent to this peer. */
    long unsent() {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        return pending == null ? 0 : pending.totalPendingWriteBytes();
    }

    Direction direction() {
        return direction;
    }

    Channel channel() {
        return channel;
    }
}
