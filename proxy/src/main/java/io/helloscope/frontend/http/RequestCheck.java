package io.helloscope.frontend.http;

import io.helloscope.frontend.access.ClientLimits;
import io.helloscope.frontend.answer.Failure;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Optional;

/** Refuses requests that a server could read otherwise than this proxy (request smuggling, RFC 9112 section 11.2), or that are too large. */
final class RequestCheck {
    private RequestCheck() {
    }

    /** What is wrong with this request's head; empty where nothing is. */
    static Optional<Failure> fault(HttpRequest request, ClientLimits limits) {
        if (request.decoderResult().isFailure()) {
            return Optional.of(undecodable(request.decoderResult().cause(), limits));
        }
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return Optional.of(Failure.badRequest(505, "This proxy speaks version 1.1 or 1.0 of HTTP with its clients."));
        }
        HttpHeaders fields = request.headers();
        if (fields.size() > limits.fields()) {
            return Optional.of(Failure.badRequest(431, "The request has more than " + limits.fields() + " header fields."));
        }
        if (request.method().equals(HttpMethod.CONNECT)) {
            return tunnelFault(fields);
        }
        return framingFault(version, fields).or(() -> hostFault(version, fields)).or(() -> traceFault(request)).map(RequestCheck::bad);
    }

    private static Failure undecodable(Throwable cause, ClientLimits limits) {
        if (cause instanceof TooLongHttpLineException) {
            return Failure.badRequest(414, "The request's first line is longer than " + limits.lineSize() + " bytes.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Failure.badRequest(431, "The request's header fields are larger than " + limits.headSize() + " bytes.");
        }
        return bad("it cannot be read as a request");
    }

    /** The one way to say it. */
    static Failure bad(String why) {
        return Failure.badRequest(400, "The request is malformed: " + why + ".");
    }

    private static Optional<Failure> tunnelFault(HttpHeaders fields) {
        boolean content = fields.contains(HttpHeaderNames.TRANSFER_ENCODING)
                || fields.getAll(HttpHeaderNames.CONTENT_LENGTH).stream().anyMatch(length -> !length.equals("0"));
        return content ? Optional.of(bad("a CONNECT has no content, but it announces some")) : Optional.empty();
    }

    private static Optional<String> framingFault(HttpVersion version, HttpHeaders fields) {
        List<String> encodings = fields.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        List<String> lengths = fields.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (lengths.size() > 1 || lengths.size() == 1 && !lengths.get(0).matches("[0-9]{1,18}")) {
            return Optional.of("Content-Length is not one number");
        }
        if (encodings.isEmpty()) {
            return Optional.empty();
        }
        if (!lengths.isEmpty()) {
            return Optional.of("it has both Content-Length and Transfer-Encoding");
        }
        if (encodings.size() > 1 || !encodings.get(0).equalsIgnoreCase("chunked")) {
            return Optional.of("Transfer-Encoding is not chunked alone");
        }
        return version.equals(HttpVersion.HTTP_1_0) ? Optional.of("HTTP/1.0 has no Transfer-Encoding") : Optional.empty();
    }

    private static Optional<String> hostFault(HttpVersion version, HttpHeaders fields) {
        List<String> hosts = fields.getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1) {
            return Optional.of("it has more than one Host field");
        }
        if (hosts.isEmpty()) {
            return version.equals(HttpVersion.HTTP_1_1) ? Optional.of("it has no Host field") : Optional.empty();
        }
        String host = hosts.get(0);
        return host.isEmpty() || Authority.parse(host, Target.HTTP_PORT).isPresent() ? Optional.empty()
                : Optional.of("its Host field names no host");
    }

    private static Optional<String> traceFault(HttpRequest request) {
        boolean content = request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
                || request.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
        return request.method().equals(HttpMethod.TRACE) && content ? Optional.of("a TRACE has no content, but it announces some")
                : Optional.empty();
    }
}
