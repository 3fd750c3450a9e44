package io.helloscope.frontend;

import io.helloscope.dial.Alarm;
import io.helloscope.frontend.answer.Answer;
import io.helloscope.frontend.answer.Failure;
import io.helloscope.frontend.answer.Parting;
import io.helloscope.frontend.connect.Asked;
import io.helloscope.frontend.connect.Ways;
import io.helloscope.frontend.gate.Admission;
import io.helloscope.frontend.gate.Closing;
import io.helloscope.frontend.gate.Visit;
import io.helloscope.frontend.http.HttpFront;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Reach;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;

/** Waits for a client's first bytes and replaces itself by what speaks their protocol. Confined to the client's event loop. */
final class Detecting extends ChannelInboundHandlerAdapter {
    private final Visit visit;
    private final SocketChannel client;
    private final Ways ways;
    private final Alarm alarm;
    private ByteBuf input = Unpooled.EMPTY_BUFFER;

    Detecting(Visit visit, Ways ways) {
        this.visit = visit;
        this.client = visit.channel();
        this.ways = ways;
        this.alarm = new Alarm(client.eventLoop());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (visit.admission() == Admission.TURNED_AWAY) {
            client.close();
        } else {
            alarm.set(ways.limits().keepAliveIdle(), client::close);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        input = input.isReadable() ? ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), input, bytes) : bytes;
        switch (FirstByte.of(input)) {
            case UNKNOWN -> {
            }
            case HTTP -> become(context, new HttpFront(visit, ways));
            case TLS -> become(context, new TlsToProxy(visit, ways));
            case SOCKS5, SOCKS4, OTHER -> refuse();
        }
    }

    private void become(ChannelHandlerContext context, ChannelHandler successor) {
        ByteBuf first = input;
        input = Unpooled.EMPTY_BUFFER;
        context.pipeline().addAfter(context.name(), null, successor);
        context.fireChannelRead(first);
        context.pipeline().remove(this);
    }

    private void refuse() {
        String detail = "The client's first bytes are neither an HTTP request nor SOCKS5.";
        ways.ledger().ended(Asked.now(Arrival.NONE, visit.client(), visit.door()), new Reach.Refused(Reach.Refusal.BAD_REQUEST, detail));
        alarm.cancel();
        Answer answer = Failure.badRequest(400, detail).answer(false);
        Parting.after(client, answer.encode(client.alloc(), false));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event == Closing.SOON) {
            client.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        client.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        alarm.cancel();
        input.release();
    }
}
