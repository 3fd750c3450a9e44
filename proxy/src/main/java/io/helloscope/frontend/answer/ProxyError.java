package io.helloscope.frontend.answer;

import java.util.Locale;

/** Error types of the Proxy-Status field (RFC 9209 section 2.3) that this proxy uses, each with the status that goes with it. */
enum ProxyError {
    DNS_ERROR(502),
    DESTINATION_IP_PROHIBITED(403),
    DESTINATION_IP_UNROUTABLE(502),
    DESTINATION_UNAVAILABLE(502),
    CONNECTION_REFUSED(502),
    CONNECTION_TIMEOUT(504),
    CONNECTION_TERMINATED(502),
    CONNECTION_LIMIT_REACHED(503),
    HTTP_REQUEST_ERROR(400),
    HTTP_REQUEST_DENIED(403),
    HTTP_PROTOCOL_ERROR(502),
    HTTP_RESPONSE_INCOMPLETE(502),
    HTTP_RESPONSE_TIMEOUT(504),
    PROXY_LOOP_DETECTED(502);

    private final int status;

    ProxyError(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    /** As the field has it. */
    String token() {
        return name().toLowerCase(Locale.ROOT);
    }
}
