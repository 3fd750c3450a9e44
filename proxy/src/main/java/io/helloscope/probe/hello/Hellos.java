package io.helloscope.probe.hello;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Question.Change;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ProtocolVersion;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** First flights of questions in TLS. */
public final class Hellos {
    /** The record version that clients write before they know the server's (RFC 8446 section 5.1). */
    private static final int RECORD_VERSION = ProtocolVersion.TLS_1_0.code();
    private static final Duration BETWEEN_TWO = Duration.ofMillis(30);
    private static final Duration BETWEEN_MANY = Duration.ofMillis(10);
    private static final int SMALL_SEGMENT = 500;

    private Hellos() {
    }

    /**
     * This hello once more as a first hello of this program, with fresh random, session id and key shares, without credentials and
     * with a meaningless encrypted_client_hello where there was one, and with one thing changed. What an odd hello has beyond its
     * end is lost. A change that does not apply leaves the hello as it is.
     *
     * @throws IllegalArgumentException for a hello in SSL 2.0 framing, to which no change applies
     */
    public static Flight repeated(ClientHello hello, Change change, SecureRandom random) {
        if (hello.sslv2Framed()) {
            throw new IllegalArgumentException("hello: in SSL 2.0 framing (expected: a hello to which the change applies)");
        }
        FreshKeys keys = new FreshKeys(random);
        Bytes message = new Changes(hello, keys).apply(new Freshener(keys).fresh(Draft.of(hello)), change).message();
        return switch (change) {
            case IN_TWO_SEGMENTS -> {
                Bytes record = Flight.record(message, RECORD_VERSION);
                yield Flight.inPieces(record, half(record), BETWEEN_TWO);
            }
            case IN_SMALL_SEGMENTS -> Flight.inPieces(Flight.record(message, RECORD_VERSION), SMALL_SEGMENT, BETWEEN_MANY);
            case IN_TWO_RECORDS -> Flight.whole(Flight.records(message, RECORD_VERSION, half(message)));
            default -> Flight.whole(Flight.record(message, RECORD_VERSION));
        };
    }

    private static int half(Bytes bytes) {
        return (bytes.length() + 1) / 2;
    }

    /**
     * A hello that offers exactly this version, with all suites, groups and signature algorithms that are known for it, up to the
     * number that every server takes; the rarest are left out.
     *
     * @param version SSL 3.0 to TLS 1.3
     * @param host name or address of the server; only a DNS name is told to it (RFC 6066 section 3), in TLS 1.0 and later
     */
    public static Flight only(ProtocolVersion version, Optional<String> host, SecureRandom random) {
        if (!version.isKnown() || version.isBefore(ProtocolVersion.SSL_3_0) || version.isDraft13()) {
            throw new IllegalArgumentException("version: " + version + " (expected: SSL 3.0 to TLS 1.3)");
        }
        Draft hello = new OwnHello(new FreshKeys(random)).only(version, host);
        return Flight.whole(Flight.record(hello.message(), Math.min(version.code(), RECORD_VERSION)));
    }

    /**
     * A hello as a current browser sends it first to this server.
     *
     * @param host name or address of the server; only a DNS name is told to it
     * @param alpn application protocols in order, such as {@code h2} and {@code http/1.1}
     */
    public static ClientHello browser(Browser browser, String host, List<String> alpn, SecureRandom random) {
        return browser.hello(host, alpn, new FreshKeys(random)).parsed();
    }
}
