package io.helloscope.frontend.http;

import io.helloscope.frontend.answer.Answer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Optional;

/** Counts down how often TRACE and OPTIONS are passed on (RFC 9110 section 7.6.2). */
final class MaxForwards {
    private MaxForwards() {
    }

    /** Counts one down; the answer where the request must not be passed on any further. */
    static Optional<Answer> pass(HttpRequest request) {
        boolean trace = request.method().equals(HttpMethod.TRACE);
        String field = request.headers().get(HttpHeaderNames.MAX_FORWARDS);
        if (field == null || !trace && !request.method().equals(HttpMethod.OPTIONS)) {
            return Optional.empty();
        }
        if (!field.matches("[0-9]{1,9}")) {
            return Optional.of(RequestCheck.bad("Max-Forwards is no number").answer(false));
        }
        int left = Integer.parseInt(field);
        if (left > 0) {
            request.headers().setInt(HttpHeaderNames.MAX_FORWARDS, left - 1);
            return Optional.empty();
        }
        // A TRACE would be answered with its own fields, which can be secrets of the user.
        return Optional.of(trace ? Answer.text(405, "The TRACE ends at the proxy Helloscope, which answers none.\n").with(OwnMethods.ALLOW)
                : Answer.text(200, "The request ends at the proxy Helloscope.\n").with(OwnMethods.ALLOW));
    }
}
