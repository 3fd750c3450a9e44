package io.helloscope.frontend;

import io.helloscope.dial.Alarm;
import io.helloscope.frontend.answer.Failure;
import io.helloscope.frontend.answer.Parting;
import io.helloscope.frontend.connect.Asked;
import io.helloscope.frontend.connect.Ways;
import io.helloscope.frontend.gate.Visit;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Direction;
import io.helloscope.observe.HandshakeObserver;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Stage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;

/** A client that speaks TLS to the proxy itself: its hello is read, so that it can be told who it is, then it is refused. */
final class TlsToProxy extends ChannelInboundHandlerAdapter {
    private static final Duration HELLO_TIME = Duration.ofSeconds(2);
    private static final int MOST_HELLO = 64 * 1024;
    private static final String DETAIL = "The client speaks TLS to this proxy's port, which takes plain HTTP and SOCKS5:"
            + " its proxy setting says https:// where http:// is right.";

    private final Visit visit;
    private final Ways ways;
    private final Asked asked;
    private final HandshakeObserver observer = new HandshakeObserver(ObserverLimits.DEFAULT);
    private final Alarm alarm;
    private int seen;
    private boolean done;

    TlsToProxy(Visit visit, Ways ways) {
        this.visit = visit;
        this.ways = ways;
        this.asked = Asked.now(Arrival.NONE, visit.client(), visit.door());
        this.alarm = new Alarm(visit.channel().eventLoop());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        alarm.set(HELLO_TIME, this::refuse);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!done && message instanceof ByteBuf bytes) {
            seen += bytes.readableBytes();
            observer.bytes(Direction.CLIENT, bytes.nioBuffer(), System.nanoTime());
            if (seen >= MOST_HELLO || observer.snapshot().stage().compareTo(Stage.HELLO) >= 0) {
                refuse();
            }
        }
        ReferenceCountUtil.release(message);
    }

    private void refuse() {
        if (done) {
            return;
        }
        done = true;
        alarm.cancel();
        Observation observation = observer.snapshot();
        ways.ledger().ended(asked, new Reach.Refused(Reach.Refusal.TLS_TO_PROXY, DETAIL), observation);
        Parting.after(visit.channel(), Failure.badRequest(400, DETAIL).answer(false).encode(visit.channel().alloc(), false));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            refuse();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        visit.channel().close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        refuse();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        alarm.cancel();
    }
}
