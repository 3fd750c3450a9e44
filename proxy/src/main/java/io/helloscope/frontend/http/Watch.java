package io.helloscope.frontend.http;

import io.helloscope.bytes.Bytes;
import io.helloscope.frontend.connect.Asked;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.observe.HandshakeObserver;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.Reach;
import io.helloscope.report.HttpExchange;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** Tells of a plain http exchange: that it went well, with the start of the body where portals are looked for, or why it did not. */
final class Watch {
    private static final int MOST_BODY = 512;
    private static final int LONGEST_LOCATION = 2_048;

    private final HttpHouse parts;
    private final Asked asked;
    private final boolean closely;
    private final String path;
    private int status;
    private Optional<String> location = Optional.empty();
    private Bytes body = Bytes.EMPTY;
    private boolean told = true;

    Watch(HttpHouse parts, Asked asked, String path) {
        this.parts = parts;
        this.asked = asked;
        this.closely = parts.portalCheckHost().test(asked.destination().host());
        this.path = closely ? path : "";
    }

    /** The head of the response has come. */
    void answered(HttpResponse response) {
        status = response.status().code();
        location = Optional.ofNullable(response.headers().get(HttpHeaderNames.LOCATION)).filter(to -> to.length() <= LONGEST_LOCATION);
        told = false;
        if (!closely) {
            tell();
        }
    }

    /** A part of its body has come. */
    void body(ByteBuf part) {
        if (told) {
            return;
        }
        int more = Math.min(MOST_BODY - body.length(), part.readableBytes());
        byte[] joined = new byte[body.length() + more];
        System.arraycopy(body.toArray(), 0, joined, 0, body.length());
        part.getBytes(part.readerIndex(), joined, body.length(), more);
        body = Bytes.of(joined);
        if (body.length() >= MOST_BODY) {
            tell();
        }
    }

    /** The response has ended. */
    void ended() {
        if (!told) {
            tell();
        }
    }

    private void tell() {
        told = true;
        parts.house().ledger().httpAnswered(new HttpExchange(Instant.now(), asked.client(), asked.destination(), path, status, location, body));
    }

    /**
     * The server gave no HTTP for an answer. What it gave may tell what it speaks on this port, so it is looked at as in a tunnel; of the
     * request nothing but its first words is kept. A server that gave nothing is no report: no cause says why a plain http request stays
     * without an answer, and the client reads in this proxy's own answer that it did.
     */
    void failed(Link link, ForwardRequest request, boolean reset) {
        if (link.forward().isPresent()) {
            Reach.Failure failure = link.excerpt().isEmpty() ? Reach.Failure.NEXT_PROXY_CLOSED : Reach.Failure.NEXT_PROXY_STRANGE;
            Optional<Reach.NextProxyAnswer> answer = link.excerpt().isEmpty() ? Optional.empty()
                    : Optional.of(new Reach.NextProxyAnswer(OptionalInt.empty(), OptionalInt.empty(), link.excerpt()));
            parts.house().ledger().ended(asked, new Reach.Failed(failure, Optional.of(link.reach().ip()), link.reach().nextProxy(), answer,
                    link.reach().steps()));
            return;
        }
        if (link.excerpt().isEmpty()) {
            return;
        }
        HandshakeObserver observer = new HandshakeObserver(ObserverLimits.DEFAULT);
        long now = System.nanoTime();
        observer.bytes(Direction.CLIENT, StandardCharsets.US_ASCII.encode(request.method() + " / HTTP/1.1\r\n\r\n"), now);
        observer.bytes(Direction.SERVER, link.excerpt().asBuffer(), now);
        observer.closed(Optional.of(Direction.SERVER), reset ? CloseKind.RESET : CloseKind.FIN, now);
        parts.house().ledger().ended(asked, link.reach(), observer.snapshot());
    }
}
