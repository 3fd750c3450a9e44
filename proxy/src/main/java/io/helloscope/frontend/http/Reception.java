package io.helloscope.frontend.http;

import io.helloscope.frontend.access.Visit;
import io.helloscope.frontend.answer.Answer;
import io.helloscope.frontend.answer.Failure;
import io.helloscope.frontend.answer.Leave;
import io.helloscope.frontend.answer.Parting;
import io.helloscope.frontend.connect.Asked;
import io.helloscope.frontend.connect.Opening;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Destination;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the requests of one client that speaks HTTP, one after the other: a CONNECT ends it in an {@link Opening}, with nothing of
 * HTTP left in the pipeline; a plain http request becomes an {@link Exchange}; requests for this proxy itself are answered. Confined to
 * the client's event loop.
 */
public final class Reception extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
    /** A client that has ended its output after its request may wait for the response, or may be gone. */
    private static final long GONE_SECONDS = 30;

    private final HttpHouse parts;
    private final Requests requests;
    private final SocketChannel channel;
    private final RequestDecoder decoder;
    private final ResponseEncoder encoder = new ResponseEncoder();
    private final Patience patience;
    /** A request is being served. */
    private boolean busy;
    private @Nullable Runnable atEndOfRequest;
    private @Nullable Exchange exchange;
    private @Nullable Link resting;
    private boolean exchanged;
    private long contentSeen;
    private boolean inputEnded;
    private boolean closing;
    private boolean over;

    private Reception(HttpHouse parts, Visit visit) {
        this.parts = parts;
        this.channel = visit.channel();
        this.requests = new Requests(parts, visit, this);
        this.decoder = new RequestDecoder(parts.house().limits());
        this.patience = new Patience(channel.eventLoop(), parts.house().limits(), this::waitedFor);
    }

    /** Puts a reception at the end of a client's pipeline. */
    public static void open(HttpHouse parts, Visit visit) {
        Reception reception = new Reception(parts, visit);
        visit.channel().pipeline().addLast(reception.decoder, reception);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (over) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof MalformedHead head) {
            requests.unread(RequestCheck.bad(head.why()));
        } else if (message instanceof HttpRequest request) {
            patience.end();
            busy = true;
            requests.head(request);
        } else if (message instanceof HttpContent content) {
            content(content);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void content(HttpContent content) {
        if (exchange != null) {
            exchange.content(content);
            return;
        }
        boolean last = content instanceof LastHttpContent;
        content.release();
        if (last && atEndOfRequest != null) {
            atEndOfRequest.run();
        }
    }

    /** Does this when the request has ended, which has no content. */
    void atEndOfRequest(Runnable action) {
        atEndOfRequest = action;
    }

    /** The request has become a tunnel's. */
    void open(Asked asked) {
        Opening opening = new Opening(parts.house().dialer(), parts.house().relay(), parts.house().ledger(), channel, asked,
                new ConnectVoice(channel, asked.destination()));
        channel.pipeline().addLast(opening);
        leave();
        channel.config().setAutoRead(true);
        opening.start();
    }

    /** Takes HTTP from the pipeline: the bytes behind the last request go on to the handlers behind this. */
    private void leave() {
        over = true;
        patience.end();
        closeResting();
        channel.pipeline().remove(this);
        if (exchanged) {
            channel.pipeline().remove(encoder);
        }
        channel.pipeline().remove(decoder);
    }

    /** The request has become this exchange, which gets its content from now on. */
    void begin(Exchange begun) {
        exchange = begun;
        contentSeen = -1;
        if (!exchanged) {
            exchanged = true;
            parts.house().ledger().counters().opened();
            channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Link.MARKS);
            channel.pipeline().addBefore(channel.pipeline().context(this).name(), null, encoder);
        }
    }

    /** Whether there is nobody left to answer. */
    boolean over() {
        return over;
    }

    void fail(Failure failure, Manner manner) {
        say(failure.answer(manner.asPage()), manner);
    }

    /** The proxy's own answer; nothing comes after it. */
    void say(Answer answer, Manner manner) {
        end();
        Parting.after(channel, answer.encode(channel.alloc(), manner.head()));
    }

    /** The response cannot be completed. */
    void cut(boolean reset) {
        end();
        if (reset) {
            Parting.reset(channel);
        } else {
            Parting.from(channel);
        }
    }

    /** An exchange is over, with a connection that may be used again, and a client that may ask again. */
    void finished(Optional<Link> rest, boolean clientStays) {
        exchange = null;
        busy = false;
        patience.end();
        rest.ifPresent(link -> resting = link);
        if (!clientStays || closing) {
            end();
            Parting.from(channel);
            return;
        }
        channel.config().setAutoRead(true);
        try {
            decoder.resume(channel.pipeline().context(decoder));
        } catch (Exception bug) {
            exceptionCaught(channel.pipeline().context(this), bug);
        }
        if (!over && !busy) {
            waitForRequest();
        }
    }

    private void waitForRequest() {
        if (inputEnded) {
            gone();
        } else {
            patience.waitFor(decoder.headBegun() ? Patience.For.HEAD : Patience.For.REQUEST);
        }
    }

    private void waitedFor(Patience.For what) {
        switch (what) {
            case REQUEST -> gone();
            case HEAD -> fail(Failure.slow(), Manner.UNKNOWN);
            case CONTENT -> waitedForContent();
        }
    }

    private void waitedForContent() {
        if (exchange == null || exchange.requestEnded()) {
            return;
        }
        if (!exchange.awaitsClient() || exchange.fromClient() != contentSeen) {
            contentSeen = exchange.fromClient();
            patience.waitFor(Patience.For.CONTENT);
        } else if (exchange.responseBegun()) {
            gone();
        } else {
            fail(Failure.slow(), Manner.UNKNOWN);
        }
    }

    /** The connection that rests, if it leads there; any other is closed. Whoever asks takes it. */
    Optional<Link> resting(Destination destination) {
        Link link = resting;
        resting = null;
        if (link != null && (!link.destination().equals(destination) || !link.clean())) {
            link.close();
            return Optional.empty();
        }
        return Optional.ofNullable(link);
    }

    ResponseEncoder encoder() {
        return encoder;
    }

    boolean closing() {
        return closing;
    }

    /** Both sides speak another protocol from now on. */
    void upgraded(Link link, Connection opened) {
        exchange = null;
        parts.upgrades().join(channel, link.channel(), opened, Unpooled.EMPTY_BUFFER);
        channel.pipeline().remove(encoder);
        link.leave();
        // Last, as the client's first bytes go to the server with it.
        over = true;
        patience.end();
        channel.pipeline().remove(this);
        channel.pipeline().remove(decoder);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (over) {
            return;
        }
        if (exchange != null) {
            if (!exchange.requestEnded()) {
                patience.waitFor(Patience.For.CONTENT);
            }
            exchange.clientReadComplete();
        } else if (!busy) {
            patience.waitFor(decoder.headBegun() ? Patience.For.HEAD : Patience.For.REQUEST);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (exchange != null && channel.isWritable()) {
            exchange.clientWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (over) {
            return;
        }
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true;
            inputEnded();
        } else if (event == Leave.NOW) {
            gone();
        } else if (event == Leave.WHEN_DONE) {
            closing = true;
            if (!busy && !decoder.headBegun()) {
                gone();
            }
        }
    }

    private void inputEnded() {
        Exchange now = exchange;
        if (now == null ? !busy : !now.requestEnded()) {
            gone();
        } else if (now != null) {
            channel.eventLoop().schedule(() -> {
                if (exchange == now && !now.responseBegun()) {
                    gone();
                }
            }, GONE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("A client's connection failed and is closed", cause);
        }
        gone();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (!over) {
            gone();
        }
        if (exchanged) {
            parts.house().ledger().counters().closed();
        }
    }

    private void gone() {
        if (!over) {
            end();
            channel.close();
        }
    }

    private void end() {
        over = true;
        patience.end();
        if (exchange != null) {
            exchange.abandon();
            exchange = null;
        }
        closeResting();
    }

    private void closeResting() {
        if (resting != null) {
            resting.close();
            resting = null;
        }
    }
}
