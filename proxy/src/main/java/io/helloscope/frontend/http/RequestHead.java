package io.helloscope.frontend.http;

/**
 * A request's first line and fields.
 *
 * @param method as sent
 * @param target as sent, one character a byte
 * @param minor of the version HTTP/1.x
 * @param fields those that may be looked at
 */
record RequestHead(String method, String target, int minor, Fields fields) {
    boolean isConnect() {
        return method.equals("CONNECT");
    }

    /** Whether the client wants to send another request after it. */
    boolean keepsAlive() {
        return minor > 0 && !fields.lists("Connection", "close") && !fields.lists("Proxy-Connection", "close");
    }
}
