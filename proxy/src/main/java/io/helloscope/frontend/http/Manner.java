package io.helloscope.frontend.http;

import io.helloscope.frontend.access.Gate;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * What of a request decides whether and how this proxy answers it, apart from its target.
 *
 * @param claim user and password for this proxy
 * @param passedBefore it has been here before
 * @param asPage the client would rather have a page than text
 * @param asJson the client would rather have JSON
 * @param head the answer has no body
 */
record Manner(Optional<Gate.Claim> claim, boolean passedBefore, boolean asPage, boolean asJson, boolean head) {
    /** Of a request that is not understood. */
    static final Manner UNKNOWN = new Manner(Optional.empty(), false, false, false, false);

    static Manner of(HttpRequest request, String pseudonym) {
        Optional<Gate.Claim> claim =
                Optional.ofNullable(request.headers().get(HttpHeaderNames.PROXY_AUTHORIZATION)).flatMap(Gate.Claim::ofBasic);
        boolean before = Fields.passedBefore(request.headers(), pseudonym);
        if (request.method().equals(HttpMethod.CONNECT)) {
            return new Manner(claim, before, false, false, false);
        }
        String accepted = String.join(",", request.headers().getAll(HttpHeaderNames.ACCEPT)).toLowerCase(Locale.ROOT);
        boolean page = accepted.contains("text/html");
        return new Manner(claim, before, page, !page && accepted.contains("application/json"), request.method().equals(HttpMethod.HEAD));
    }
}
