package io.helloscope.frontend.http;

/**
 * A response's status line and fields.
 *
 * @param minor of the version HTTP/1.x
 * @param status 100..999
 * @param reason as sent, may be empty
 */
record ResponseHead(int minor, int status, String reason, Fields fields) {
    boolean isInterim() {
        return status < 200 && status != 101;
    }

    /** Whether the server wants another request on the same connection. */
    boolean keepsAlive() {
        return !fields.lists("Connection", "close") && (minor > 0 || fields.lists("Connection", "keep-alive"));
    }
}
