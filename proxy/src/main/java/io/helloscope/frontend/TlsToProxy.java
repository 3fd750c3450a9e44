package io.helloscope.frontend;

import io.helloscope.frontend.access.Visit;
import io.helloscope.frontend.answer.Failure;
import io.helloscope.frontend.answer.Leave;
import io.helloscope.frontend.answer.Parting;
import io.helloscope.frontend.connect.Asked;
import io.helloscope.frontend.connect.House;
import io.helloscope.observe.Direction;
import io.helloscope.observe.HandshakeObserver;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.Reach;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A client that speaks TLS to the plain proxy port, since its proxy address begins with https. Reads its hello for the report, then
 * answers in plain HTTP: what clients make of that ("wrong version number", "SSL protocol error") is what a search finds explained,
 * and whoever looks at the bytes reads the explanation itself. An alert would read as if the versions of TLS did not fit.
 */
final class TlsToProxy extends ChannelInboundHandlerAdapter {
    private static final long PATIENCE_MILLIS = 500;
    private static final String SENTENCE = "The client speaks TLS to this proxy, which takes plain connections: write its address with"
            + " http:// in the client's proxy settings, not https://. What passes through the proxy stays encrypted all the same.";

    private final House house;
    private final Visit visit;
    private final Asked asked;
    private final HandshakeObserver observer = new HandshakeObserver(ObserverLimits.DEFAULT);
    private final Future<?> deadline;
    private boolean over;

    private TlsToProxy(House house, Visit visit) {
        this.house = house;
        this.visit = visit;
        this.asked = Strangers.asked(visit);
        this.deadline = visit.channel().eventLoop().schedule(this::answer, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    static void open(House house, Visit visit) {
        visit.channel().pipeline().addLast(new TlsToProxy(house, visit));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes && !over) {
            for (java.nio.ByteBuffer part : bytes.nioBuffers()) {
                observer.bytes(Direction.CLIENT, part, System.nanoTime());
            }
            if (observer.snapshot().clientHello().isPresent()) {
                answer();
            }
        }
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event instanceof Leave) {
            answer();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        answer();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        answer();
    }

    private void answer() {
        if (over) {
            return;
        }
        over = true;
        deadline.cancel(false);
        Reach.Refused refused = new Reach.Refused(Reach.Refusal.TLS_TO_PROXY, SENTENCE);
        house.ledger().ended(asked, refused, observer.snapshot());
        Parting.after(visit.channel(), Failure.of(refused, asked.destination()).answer(false).encode(visit.channel().alloc(), false));
    }
}
