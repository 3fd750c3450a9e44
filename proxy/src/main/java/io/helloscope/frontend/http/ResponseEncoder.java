package io.helloscope.frontend.http;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;

/** Writes servers' responses for a client. */
final class ResponseEncoder extends HttpResponseEncoder {
    private boolean head;

    /** Whether the request that is answered now was HEAD. */
    void answersHead(boolean isHead) {
        head = isHead;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
        return head || response.status().codeClass() == HttpStatusClass.INFORMATIONAL || super.isContentAlwaysEmpty(response);
    }
}
