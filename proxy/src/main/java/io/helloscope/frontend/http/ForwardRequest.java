package io.helloscope.frontend.http;

import io.helloscope.dial.NextProxy;
import io.helloscope.observe.Destination;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A client's request as it goes on to the server. */
final class ForwardRequest {
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    private final HttpMethod method;
    private final HttpVersion version;
    private final Destination destination;
    private final String path;
    private final HttpHeaders fields;
    private final boolean upgrades;
    private final boolean stays;
    private final boolean waitsForContinue;

    /** Takes over the request's fields. */
    ForwardRequest(HttpRequest request, Target.Resource target, String pseudonym) {
        method = request.method();
        version = request.protocolVersion();
        destination = target.destination();
        path = target.path();
        fields = request.headers();
        stays = HttpUtil.isKeepAlive(request) && version.equals(HttpVersion.HTTP_1_1);
        waitsForContinue = HttpUtil.is100ContinueExpected(request);
        String upgrade = String.join(", ", fields.getAll(HttpHeaderNames.UPGRADE));
        // HTTP/2 in the clear would go past this proxy's own reading of HTTP.
        upgrades = !upgrade.isEmpty() && version.equals(HttpVersion.HTTP_1_1) && !upgrade.toLowerCase(Locale.ROOT).contains("h2c")
                && Fields.has(fields, HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        boolean trailers = Fields.has(fields, HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
        Fields.removeHopByHop(fields);
        fields.set(HttpHeaderNames.HOST, Authority.text(destination, Target.HTTP_PORT));
        Fields.addVia(request, pseudonym);
        if (upgrades) {
            fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE).set(HttpHeaderNames.UPGRADE, upgrade);
        } else if (trailers) {
            fields.set(HttpHeaderNames.CONNECTION, HttpHeaderNames.TE).set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
        }
    }

    /** As it is sent. */
    HttpRequest forServer(Optional<NextProxy> forward) {
        String target = path;
        if (forward.isPresent()) {
            target = "http://" + Authority.text(destination, Target.HTTP_PORT) + (path.equals("*") ? "" : path);
            forward.get().credentials().ifPresent(known -> fields.set(HttpHeaderNames.PROXY_AUTHORIZATION, known.basic()));
        }
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, target, fields);
    }

    HttpVersion version() {
        return version;
    }

    String path() {
        return path;
    }

    boolean isHead() {
        return method.equals(HttpMethod.HEAD);
    }

    String method() {
        return method.name();
    }

    /** Whether it may be sent a second time: nothing is changed by it, and it has no content. */
    boolean repeatable() {
        return SAFE.contains(method) && !fields.contains(HttpHeaderNames.TRANSFER_ENCODING) && !fields.contains(HttpHeaderNames.CONTENT_LENGTH)
                && !upgrades;
    }

    /** Whether it asks for another protocol. */
    boolean upgrades() {
        return upgrades;
    }

    /** Whether the client's connection may be used again. */
    boolean stays() {
        return stays;
    }

    /** Whether the client sends its content only when it has been told to. */
    boolean waitsForContinue() {
        return waitsForContinue;
    }
}
