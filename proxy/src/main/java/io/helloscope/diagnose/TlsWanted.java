package io.helloscope.diagnose;

import io.helloscope.bytes.Bytes;
import java.util.List;
import java.util.Locale;

/** Answers by which HTTP servers say that plain HTTP came to their TLS port. */
final class TlsWanted {
    /** Of nginx, Go's net/http, Apache httpd, Tomcat and others of their kind. */
    private static final List<String> SAYINGS = List.of("plain http request was sent to https port", "client sent an http request to an https server",
            "speaking plain http to an ssl-enabled server port", "this combination of host and port requires tls", "http request was sent to https",
            "use the https scheme to access this", "this port requires ssl", "https required");

    private TlsWanted() {
    }

    static boolean saidBy(Bytes answer) {
        String text = answer.latin1().toLowerCase(Locale.ROOT).replace("\r\n", " ").replace('\n', ' ').replaceAll(" +", " ");
        return SAYINGS.stream().anyMatch(text::contains);
    }
}
