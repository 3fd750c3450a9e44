package io.helloscope.frontend.http;

import io.helloscope.dial.Dialed;
import io.helloscope.frontend.answer.Failure;
import io.helloscope.frontend.connect.Asked;
import io.helloscope.observe.Reach;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One plain http request and its response, passed on as they come; neither is ever kept as a whole.
 *
 * <pre>
 *   waiting (for the gate) --> dialling --> exchanging --> over
 *                                 ^             |
 *                                 +--- a resting connection turned out to be closed
 * </pre>
 *
 * Request and response go on independently: a server may answer before the request has ended. Confined to the client's event loop.
 */
final class Exchange {
    private static final int MOST_QUEUED = 64 * 1024;

    private final Reception reception;
    private final HttpHouse parts;
    private final ForwardRequest request;
    private final Manner manner;
    private final Asked asked;
    private final SocketChannel client;
    private final Watch watch;
    private final Deque<HttpContent> queue = new ArrayDeque<>();
    private int queuedBytes;
    private @Nullable Future<Dialed> dialling;
    private @Nullable Link link;
    private @Nullable ForwardResponse response;
    private boolean informational;
    private boolean requestEnded;
    private boolean over;
    private long fromClient;
    private long fromServer;

    Exchange(Reception reception, HttpHouse parts, ForwardRequest request, Manner manner, Asked asked, SocketChannel client) {
        this.reception = reception;
        this.parts = parts;
        this.request = request;
        this.manner = manner;
        this.asked = asked;
        this.client = client;
        this.watch = new Watch(parts, asked, request.path());
    }

    /** The request may pass. */
    void start() {
        Optional<Link> resting = reception.resting(asked.destination());
        if (resting.isPresent() && request.repeatable()) {
            use(resting.get());
        } else {
            resting.ifPresent(Link::close);
            dial();
        }
    }

    private void dial() {
        dialling = request.upgrades() ? parts.house().dialer().dial(asked.destination(), client.eventLoop())
                : parts.house().dialer().dialForHttp(asked.destination(), client.eventLoop());
        dialling.addListener((Future<Dialed> dialed) -> {
            if (!dialed.isCancelled()) {
                dialed(dialed.getNow());
            }
        });
    }

    private void dialed(Dialed dialed) {
        if (dialed instanceof Dialed.Reached reached) {
            if (over) {
                reached.channel().close();
            } else {
                use(Link.to(asked.destination(), reached));
            }
        } else if (!over) {
            parts.house().ledger().ended(asked, dialed.reach());
            fail(Failure.of(dialed.reach(), asked.destination()));
        }
    }

    private void use(Link ready) {
        link = ready;
        ready.take(this, request.isHead());
        ready.channel().write(request.forServer(ready.forward()), ready.channel().voidPromise());
        for (HttpContent content = queue.poll(); content != null; content = queue.poll()) {
            ready.channel().write(content, ready.channel().voidPromise());
        }
        ready.channel().flush();
        readClientWhileRoom();
    }

    /** A part of the request. */
    void content(HttpContent content) {
        if (over) {
            content.release();
            return;
        }
        if (content.decoderResult().isFailure()) {
            content.release();
            fail(RequestCheck.bad("its chunks are not written rightly"));
            return;
        }
        int length = content.content().readableBytes();
        fromClient += length;
        requestEnded |= content instanceof LastHttpContent;
        if (link == null) {
            queue.add(content);
            queuedBytes += length;
        } else {
            link.channel().write(content, link.channel().voidPromise());
        }
        readClientWhileRoom();
    }

    private void readClientWhileRoom() {
        boolean room = link == null ? queuedBytes < MOST_QUEUED : link.channel().isWritable();
        client.config().setAutoRead(room);
    }

    void clientReadComplete() {
        if (link != null) {
            link.channel().flush();
            // A flush may have made room without an event.
            readClientWhileRoom();
        }
    }

    void serverWritable() {
        readClientWhileRoom();
    }

    void clientWritable() {
        if (link != null) {
            link.channel().config().setAutoRead(true);
        }
    }

    /** How many bytes of the request have come; and whether more are expected from the client just now. */
    long fromClient() {
        return fromClient;
    }

    boolean awaitsClient() {
        boolean mayWait = request.waitsForContinue() && fromClient == 0;
        return !requestEnded && !mayWait && client.config().isAutoRead();
    }

    boolean requestEnded() {
        return requestEnded;
    }

    boolean responseBegun() {
        return response != null;
    }

    void response(HttpResponse received) {
        if (received.decoderResult().isFailure()) {
            failedAtServer(Failure.badResponse(asked.destination()), false);
        } else if (received.status().code() == 101) {
            upgrade(received);
        } else if (received.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            inform(received);
        } else if (received.status().code() == 407 && link != null && link.forward().isPresent()) {
            refusedByNextProxy(link);
        } else {
            begin(received);
        }
    }

    private void begin(HttpResponse received) {
        response = new ForwardResponse(received, request, requestEnded && !reception.closing(), parts.pseudonym());
        watch.answered(received);
        reception.encoder().answersHead(request.isHead());
        client.write(response.forClient(), client.voidPromise());
    }

    /** HTTP/1.0 has no such responses. */
    private void inform(HttpResponse received) {
        informational = true;
        if (request.version().equals(HttpVersion.HTTP_1_1)) {
            Fields.removeHopByHop(received.headers());
            client.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, received.status(), received.headers()), client.voidPromise());
            client.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, client.voidPromise());
        }
    }

    private void upgrade(HttpResponse received) {
        if (!request.upgrades() || link == null) {
            failedAtServer(Failure.badResponse(asked.destination()), false);
            return;
        }
        over = true;
        client.writeAndFlush(ForwardResponse.upgrade(received, parts.pseudonym()), client.voidPromise());
        Link upgraded = link;
        link = null;
        countBytes();
        reception.upgraded(upgraded, asked.opened(upgraded.reach()));
    }

    void responseContent(HttpContent content, boolean reset) {
        if (informational) {
            informational = !(content instanceof LastHttpContent);
            content.release();
        } else if (over || response == null || link == null) {
            content.release();
        } else if (content.decoderResult().isFailure() || reset && content instanceof LastHttpContent && response.endsWithConnection()) {
            content.release();
            cut(reset);
        } else {
            pass(content, link);
        }
    }

    private void pass(HttpContent content, Link from) {
        fromServer += content.content().readableBytes();
        watch.body(content.content());
        boolean last = content instanceof LastHttpContent;
        client.write(content, client.voidPromise());
        if (last) {
            client.flush();
            finish(from);
        } else if (!client.isWritable()) {
            from.channel().config().setAutoRead(false);
        }
    }

    void serverReadComplete() {
        client.flush();
        if (!over && link != null && client.isWritable()) {
            link.channel().config().setAutoRead(true);
        }
    }

    private void finish(Link used) {
        ForwardResponse sent = response;
        over = true;
        link = null;
        watch.ended();
        countBytes();
        boolean again = requestEnded && used.clean() && sent != null && sent.serverStays();
        if (again) {
            used.rest();
        } else {
            used.close();
        }
        reception.finished(again ? Optional.of(used) : Optional.empty(), sent != null && sent.clientStays());
    }

    /** The server stopped to send. */
    void serverEnded(boolean reset) {
        if (over) {
            return;
        }
        if (response != null) {
            cut(reset);
        } else if (link != null && link.usedBefore() && request.repeatable()) {
            // It was closed while it rested; the request cannot have been acted on, or may be acted on again.
            link.close();
            link = null;
            dial();
        } else {
            failedAtServer(Failure.noResponse(asked.destination(), reset), reset);
        }
    }

    /** The response has begun and will not be completed: the client must see that, not take it for whole. */
    private void cut(boolean reset) {
        over = true;
        closeLink();
        countBytes();
        reception.cut(reset);
    }

    private void refusedByNextProxy(Link proxy) {
        Reach.Failed reach = new Reach.Failed(Reach.Failure.NEXT_PROXY_REFUSED, Optional.of(proxy.reach().ip()), proxy.reach().nextProxy(),
                Optional.of(new Reach.NextProxyAnswer(OptionalInt.of(407), OptionalInt.empty(), proxy.excerpt())), proxy.reach().steps());
        parts.house().ledger().ended(asked, reach);
        fail(Failure.of(reach, asked.destination()));
    }

    private void failedAtServer(Failure failure, boolean reset) {
        if (link != null) {
            watch.failed(link, request, reset);
        }
        fail(failure);
    }

    private void fail(Failure failure) {
        over = true;
        closeLink();
        countBytes();
        queue.forEach(HttpContent::release);
        queue.clear();
        if (response == null) {
            reception.fail(failure, manner);
        } else {
            reception.cut(false);
        }
    }

    private void closeLink() {
        if (link != null) {
            link.close();
            link = null;
        }
    }

    /** The client is gone. */
    void abandon() {
        if (over) {
            return;
        }
        over = true;
        if (dialling != null) {
            dialling.cancel(false);
        }
        closeLink();
        countBytes();
        queue.forEach(HttpContent::release);
        queue.clear();
    }

    private void countBytes() {
        parts.house().ledger().counters().bytes(fromClient, fromServer);
        fromClient = 0;
        fromServer = 0;
    }
}
