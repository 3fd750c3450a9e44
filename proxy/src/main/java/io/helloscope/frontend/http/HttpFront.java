package io.helloscope.frontend.http;

import io.helloscope.dial.Alarm;
import io.helloscope.frontend.answer.Failure;
import io.helloscope.frontend.answer.Parting;
import io.helloscope.frontend.connect.Asked;
import io.helloscope.frontend.connect.Authority;
import io.helloscope.frontend.connect.ConnectVoice;
import io.helloscope.frontend.connect.Opening;
import io.helloscope.frontend.connect.Ways;
import io.helloscope.frontend.gate.Closing;
import io.helloscope.frontend.gate.Gate;
import io.helloscope.frontend.gate.Pass;
import io.helloscope.frontend.gate.Visit;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Client;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a client's requests. Confined to the client's event loop. */
public final class HttpFront extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
    private static final int MOST_INPUT = 64 * 1024;
    private static final String OWN_NAME = "helloscope.internal";

    private final Visit visit;
    private final SocketChannel client;
    private final Ways ways;
    private final RequestReader reader;
    private final Alarm alarm;
    private ByteBuf input = Unpooled.EMPTY_BUFFER;
    private State state = State.HEAD;

    private enum State {
        /** A request is awaited or read. */
        HEAD,
        /** Whether it may pass is being found out. */
        JUDGING,
        /** This handler has nothing more to do. */
        LEFT
    }

    /** To be put into the client's pipeline when its first bytes are there. */
    public HttpFront(Visit visit, Ways ways) {
        this.visit = visit;
        this.client = visit.channel();
        this.ways = ways;
        this.reader = new RequestReader(ways.limits().headSize(), ways.limits().fields());
        this.alarm = new Alarm(client.eventLoop());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (state == State.LEFT || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        input = input.isReadable() ? ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), input, bytes) : bytes;
        pump(context);
    }

    private void pump(ChannelHandlerContext context) {
        if (state == State.HEAD && input.isReadable()) {
            Progress<RequestHead> progress = reader.read(input);
            if (progress instanceof Progress.Complete<RequestHead> complete) {
                alarm.cancel();
                begin(context, complete.value());
            } else if (progress instanceof Progress.Malformed<RequestHead> malformed) {
                refuse(Failure.badRequest(malformed.status(), malformed.sentence()));
            } else if (!alarm.isSet()) {
                alarm.set(ways.limits().headTime(), () -> refuse(Failure.slow()));
            }
        }
        if (state != State.LEFT) {
            client.config().setAutoRead(input.readableBytes() < MOST_INPUT);
        }
    }

    private void begin(ChannelHandlerContext context, RequestHead head) {
        if (head.fields().members("Via").anyMatch(HttpFront::isOurs)) {
            refuse(Failure.loop());
        } else if (head.isConnect()) {
            connect(context, head);
        } else {
            refuse(Failure.badRequest(501, "Not yet."));
        }
    }

    /** Whether a member of a Via field ({@code 1.1 name}) is this proxy's. */
    private static boolean isOurs(String member) {
        String[] words = member.split("[ \t]+");
        return words.length > 1 && words[1].equalsIgnoreCase("helloscope");
    }

    private void connect(ChannelHandlerContext context, RequestHead head) {
        Optional<Destination> destination = Authority.parse(head.target());
        if (destination.isEmpty()) {
            refuse(Failure.badRequest(400, "A CONNECT names host:port, and this one does not."));
            return;
        }
        if (destination.get().host().equals(OWN_NAME)) {
            refuse(Failure.of(new Reach.Refused(Reach.Refusal.DESTINATION_DENIED, OWN_NAME + " is this proxy itself, over http only: http://"
                    + OWN_NAME + "/"), destination.get()));
            return;
        }
        Asked asked = Asked.now(Arrival.CONNECT, client(head), destination.get());
        judge(head, pass -> {
            Optional<Reach.Refused> refusal = pass.refusal();
            if (refusal.isPresent()) {
                ways.ledger().ended(asked, refusal.get());
                refuse(Failure.of(refusal.get(), destination.get()));
            } else {
                open(context, asked);
            }
        });
    }

    private void open(ChannelHandlerContext context, Asked asked) {
        Opening opening = new Opening(ways, client, asked, new ConnectVoice(client, asked.destination()));
        context.pipeline().addLast(opening);
        state = State.LEFT;
        ByteBuf rest = take();
        if (rest.isReadable()) {
            context.fireChannelRead(rest);
        } else {
            rest.release();
        }
        context.pipeline().remove(this);
        opening.start();
    }

    private void judge(RequestHead head, java.util.function.Consumer<Pass> then) {
        state = State.JUDGING;
        Optional<Gate.Claim> claim = head.fields().first("Proxy-Authorization").flatMap(Gate.Claim::ofBasic);
        ways.gate().judge(visit, claim, pass -> {
            if (state == State.JUDGING) {
                then.accept(pass);
            }
        });
    }

    private Client client(RequestHead head) {
        return visit.client(head.fields().first("User-Agent").filter(agent -> !agent.isEmpty()));
    }

    private void refuse(Failure failure) {
        leave();
        Parting.after(client, failure.answer(false).encode(client.alloc(), false));
    }

    private ByteBuf take() {
        ByteBuf taken = input;
        input = Unpooled.EMPTY_BUFFER;
        return taken;
    }

    private void leave() {
        state = State.LEFT;
        alarm.cancel();
        take().release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        boolean gone = event == ChannelInputShutdownEvent.INSTANCE && state == State.HEAD;
        boolean idle = event == Closing.SOON && state == State.HEAD && reader.idle();
        if (gone || idle) {
            leave();
            Parting.from(client);
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("A request failed and its connection is closed", cause);
        }
        leave();
        client.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        leave();
    }
}
