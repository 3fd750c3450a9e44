package io.helloscope.probe;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Question;
import java.nio.charset.StandardCharsets;

/** The requests of the questions that are no TLS. */
final class PlainRequests {
    /** The connection preface of RFC 9113 section 3.4 and an empty SETTINGS frame. */
    private static final Bytes HTTP2 = Bytes.ofHex("505249202a20485454502f322e300d0a0d0a534d0d0a0d0a 000000040000000000");
    /** SSLRequest, section "Message Formats" of PostgreSQL's protocol. */
    private static final Bytes POSTGRESQL = Bytes.ofHex("0000000804d2162f");

    private final String version;

    /** Those of this version of the program. */
    PlainRequests(String version) {
        this.version = version;
    }

    /** What is sent; nothing where the server is to speak first. */
    Bytes of(Question.Plain question, Destination destination) {
        return switch (question) {
            case HTTP -> text("GET / HTTP/1.1\r\nHost: " + authority(destination) + "\r\nUser-Agent: Helloscope/" + version
                    + " (diagnosis)\r\nAccept: */*\r\nConnection: close\r\n\r\n");
            case HTTP2 -> HTTP2;
            case BANNER -> Bytes.EMPTY;
            case POSTGRESQL -> POSTGRESQL;
            case REDIS -> text("PING\r\n");
        };
    }

    private static Bytes text(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String authority(Destination destination) {
        String host = destination.host().indexOf(':') >= 0 ? "[" + destination.host() + "]" : destination.host();
        return destination.port() == 80 ? host : host + ":" + destination.port();
    }
}
