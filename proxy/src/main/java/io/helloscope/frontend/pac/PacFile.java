package io.helloscope.frontend.pac;

import io.helloscope.bytes.Bytes;
import io.helloscope.frontend.answer.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The proxy auto-configuration file: sends everything to this proxy, and past it only while it does not run. */
public final class PacFile {
    private PacFile() {
    }

    /**
     * The file.
     *
     * @param authority host and port by which clients reach this proxy; checked to be one
     */
    public static Answer at(String authority) {
        if (!authority.matches("[A-Za-z0-9._-]+:[0-9]+|\\[[0-9A-Fa-f:.]+\\]:[0-9]+")) {
            throw new IllegalArgumentException("authority (expected: host:port)");
        }
        String script = """
                // Sends everything to the proxy Helloscope, and past it only while it cannot be connected to.
                // No such file makes a browser send localhost, 127.0.0.0/8 and [::1] to a proxy: see http://helloscope.internal/
                function FindProxyForURL(url, host) {
                    return "PROXY %s; DIRECT";
                }
                """.formatted(authority);
        return new Answer(200, List.of(), "application/x-ns-proxy-autoconfig", Bytes.of(script.getBytes(StandardCharsets.US_ASCII)));
    }
}
