package io.helloscope.frontend.http;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/** A server's response as it goes on to the client, and what it means for both connections. */
final class ForwardResponse {
    private final HttpResponse forClient;
    private final boolean endsWithConnection;
    private final boolean serverStays;
    private final boolean clientStays;

    /**
     * Takes over the response's fields.
     *
     * @param mayStay whether the client's connection may be used again, as far as others know
     */
    ForwardResponse(HttpResponse received, ForwardRequest request, boolean mayStay, String pseudonym) {
        HttpHeaders fields = received.headers();
        int status = received.status().code();
        boolean empty = request.isHead() || status == 204 || status == 304;
        boolean chunked = HttpUtil.isTransferEncodingChunked(received);
        boolean sized = !chunked && fields.contains(HttpHeaderNames.CONTENT_LENGTH);
        boolean modern = request.version().equals(HttpVersion.HTTP_1_1);
        endsWithConnection = !empty && !chunked && !sized;
        serverStays = HttpUtil.isKeepAlive(received) && received.protocolVersion().equals(HttpVersion.HTTP_1_1) && !endsWithConnection;
        clientStays = mayStay && request.stays();
        Fields.addVia(received, pseudonym);
        Fields.removeHopByHop(fields);
        if (empty || !modern) {
            fields.remove(HttpHeaderNames.TRANSFER_ENCODING);
        } else if (endsWithConnection) {
            fields.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (!clientStays) {
            fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        forClient = new DefaultHttpResponse(HttpVersion.HTTP_1_1, received.status(), fields);
    }

    /** The answer to an Upgrade. */
    static HttpResponse upgrade(HttpResponse received, String pseudonym) {
        HttpHeaders fields = received.headers();
        String upgrade = String.join(", ", fields.getAll(HttpHeaderNames.UPGRADE));
        Fields.addVia(received, pseudonym);
        Fields.removeHopByHop(fields);
        fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE).set(HttpHeaderNames.UPGRADE, upgrade);
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, received.status(), fields);
    }

    HttpResponse forClient() {
        return forClient;
    }

    /** Whether nothing but the end of the server's connection tells where it ends. */
    boolean endsWithConnection() {
        return endsWithConnection;
    }

    /** Whether the server takes further requests. */
    boolean serverStays() {
        return serverStays;
    }

    /** Whether the client has been told that it may send further requests. */
    boolean clientStays() {
        return clientStays;
    }
}
