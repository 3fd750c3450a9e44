package io.helloscope.frontend;

import io.helloscope.frontend.access.Admission;
import io.helloscope.frontend.access.Visit;
import io.helloscope.frontend.answer.Leave;
import io.helloscope.frontend.http.HttpHouse;
import io.helloscope.frontend.http.Reception;
import io.helloscope.frontend.socks.SocksReception;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells by a client's first bytes what it speaks, and gives its place to what understands that:
 *
 * <pre>
 *   05                SOCKS5
 *   04                SOCKS4, refused
 *   16 03             a TLS record: to a proxy that takes plain connections
 *   80..ff xx 01      an SSL 2.0-compatible hello: the same
 *   anything else     HTTP
 * </pre>
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {
    private static final int SOCKS5 = 5;
    private static final int SOCKS4 = 4;
    private static final int HANDSHAKE_RECORD = 0x16;

    private final HttpHouse house;
    private final Visit visit;
    private @Nullable Future<?> deadline;
    private @Nullable ByteBuf first;

    FirstBytes(HttpHouse house, Visit visit) {
        this.house = house;
        this.visit = visit;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        // Browsers open connections in advance.
        long limit = visit.admission() == Admission.WELCOME ? house.house().limits().keepAliveIdle().toNanos()
                : house.house().limits().headTime().toNanos();
        deadline = context.executor().schedule(() -> visit.channel().close(), limit, TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (first != null) {
            first.release();
            first = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes) || !bytes.isReadable()) {
            ReferenceCountUtil.release(message);
            return;
        }
        ByteBuf seen = first == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), first, bytes);
        first = seen;
        if (open(seen)) {
            first = null;
            ChannelPipeline pipeline = context.pipeline();
            pipeline.remove(this);
            pipeline.fireChannelRead(seen);
        }
    }

    /** Whether the first bytes told enough. */
    private boolean open(ByteBuf seen) {
        int one = seen.getUnsignedByte(seen.readerIndex());
        if (one == SOCKS5) {
            SocksReception.open(house, visit);
        } else if (one == SOCKS4) {
            Strangers.socks4(house.house(), visit);
        } else if (one == HANDSHAKE_RECORD || one >= 0x80) {
            int need = one == HANDSHAKE_RECORD ? 2 : 3;
            if (seen.readableBytes() < need) {
                return false;
            }
            int mark = seen.getUnsignedByte(seen.readerIndex() + need - 1);
            if (mark == (one == HANDSHAKE_RECORD ? 3 : 1)) {
                TlsToProxy.open(house.house(), visit);
            } else {
                Reception.open(house, visit);
            }
        } else {
            Reception.open(house, visit);
        }
        return true;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event instanceof Leave) {
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
