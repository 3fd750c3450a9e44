package io.helloscope.probe;

import io.helloscope.bytes.Bytes;
import io.helloscope.dial.Alarm;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.observe.HandshakeObserver;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ObserverLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a question, with this program in the client's place. Confined to its event loop.
 *
 * <pre>
 *   TALKING --enough heard, too much, the server's end, time is over--> PARTING --FIN came, half a second--> closed
 * </pre>
 *
 * The answer is told when TALKING ends; PARTING sends FIN and lets the server end too, so that it meets no reset.
 */
final class Conversation extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    /** What belongs to an answer follows within this. */
    static final Duration QUIET = Duration.ofMillis(150);
    private static final Duration PARTING = Duration.ofMillis(500);

    private final SocketChannel channel;
    private final Talk talk;
    private final ProbeSettings settings;
    private final Consumer<Observation> goal;
    private final HandshakeObserver observer = new HandshakeObserver(ObserverLimits.DEFAULT);
    private final Alarm deadline;
    private final Alarm quiet;
    private final Alarm pause;
    private int received;
    private boolean failed;
    private boolean decided;

    /**
     * A conversation that has not begun.
     *
     * @param goal told once what passed
     */
    Conversation(SocketChannel channel, Talk talk, ProbeSettings settings, Consumer<Observation> goal) {
        this.channel = channel;
        this.talk = talk;
        this.settings = settings;
        this.goal = goal;
        this.deadline = new Alarm(channel.eventLoop());
        this.quiet = new Alarm(channel.eventLoop());
        this.pause = new Alarm(channel.eventLoop());
    }

    void start() {
        // A failed write must not close: what the server sent before its reset (an alert, a page) is still to be read.
        channel.config().setOption(ChannelOption.AUTO_CLOSE, false);
        channel.config().setOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(512, 4096, 16 * 1024));
        channel.pipeline().addLast(this);
        if (!channel.isActive()) {
            ended(CloseKind.RESET);
            return;
        }
        // Made before the time runs: the first handshake of the program takes a while to load.
        List<Piece> opening = talk.opening();
        deadline.set(settings.timeout(), () -> {
            observer.closed(Optional.empty(), CloseKind.TIMEOUT, System.nanoTime());
            decide();
        });
        send(opening);
        channel.config().setAutoRead(true);
    }

    /** Nobody waits for the answer any more. */
    void cancel() {
        decided = true;
        callOff();
        channel.close();
    }

    private void send(List<Piece> pieces) {
        int at = 0;
        while (at < pieces.size() && !decided && pieces.get(at).before().isZero()) {
            write(pieces.get(at++).bytes());
        }
        if (at < pieces.size() && !decided) {
            Piece late = pieces.get(at);
            List<Piece> rest = pieces.subList(at + 1, pieces.size());
            pause.set(late.before(), () -> {
                write(late.bytes());
                send(rest);
            });
        }
    }

    private void write(Bytes bytes) {
        if (bytes.isEmpty() || failed || !channel.isActive()) {
            return;
        }
        observer.bytes(Direction.CLIENT, bytes.asBuffer(), System.nanoTime());
        channel.writeAndFlush(Unpooled.wrappedBuffer(bytes.asBuffer())).addListener(written -> failed |= !written.isSuccess());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof ByteBuf buffer && buffer.isReadable()) {
                received += buffer.readableBytes();
                if (!decided) {
                    heard(buffer.nioBuffer());
                } else if (received > 2 * settings.bytes()) {
                    channel.close();
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void heard(ByteBuffer view) {
        observer.bytes(Direction.SERVER, view, System.nanoTime());
        write(talk.reply(view));
        Talk.Next next = received >= settings.bytes() ? Talk.Next.NOTHING : talk.next(observer.snapshot());
        switch (next) {
            case MORE -> quiet.cancel();
            case REST -> quiet.set(QUIET, this::decide);
            case NOTHING -> decide();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ended(failed ? CloseKind.RESET : CloseKind.FIN);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failed = true;
        if (!(cause instanceof IOException)) {
            LOG.error("A question to a server failed; what was heard so far is the answer.", cause);
            decide();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended(CloseKind.RESET);
    }

    private void ended(CloseKind kind) {
        if (decided) {
            channel.close();
        } else {
            observer.closed(Optional.of(Direction.SERVER), kind, System.nanoTime());
            failed |= kind == CloseKind.RESET;
            decide();
            channel.close();
        }
    }

    private void decide() {
        if (decided) {
            return;
        }
        decided = true;
        callOff();
        write(talk.farewell());
        Observation seen = observer.snapshot();
        part();
        goal.accept(seen);
    }

    private void callOff() {
        deadline.cancel();
        quiet.cancel();
        pause.cancel();
    }

    private void part() {
        if (failed || received >= settings.bytes() || !channel.isActive()) {
            channel.close();
        } else {
            channel.shutdownOutput();
            deadline.set(PARTING, channel::close);
            channel.closeFuture().addListener(closed -> deadline.cancel());
        }
    }
}
