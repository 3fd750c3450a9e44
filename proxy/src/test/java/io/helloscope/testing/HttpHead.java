package io.helloscope.testing;

import java.io.IOException;
import java.io.InputStream;

/** Heads of HTTP answers on bare sockets. */
public final class HttpHead {
    private HttpHead() {
    }

    /** Up to and with the empty line, byte by byte, so that nothing of what follows is taken with it. */
    public static String read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
