package io.helloscope.frontend.http;

import io.helloscope.frontend.answer.Answer;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Optional;

/** Methods of requests for this proxy itself. */
final class OwnMethods {
    static final String ALLOW = "Allow: GET, HEAD, OPTIONS, CONNECT";

    private OwnMethods() {
    }

    /** The answer to everything but GET and HEAD. */
    static Optional<Answer> answer(HttpRequest request) {
        if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
            return request.uri().equals("*") ? Optional.of(RequestCheck.bad("* is for OPTIONS only").answer(false)) : Optional.empty();
        }
        return Optional.of(request.method().equals(HttpMethod.OPTIONS) ? Answer.text(200, "").with(ALLOW)
                : Answer.text(405, "The proxy itself is asked with GET.\n").with(ALLOW));
    }
}
