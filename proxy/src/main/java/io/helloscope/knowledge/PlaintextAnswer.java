package io.helloscope.knowledge;

import io.helloscope.verdict.Confidence;
import java.util.Optional;

/**
 * What a plaintext answer is.
 *
 * @param kind what follows from it
 * @param protocol {@code http}, {@code h2c}, {@code ssh}, {@code smtp}, {@code ftp}, {@code imap}, {@code pop3}, {@code mysql}, {@code postgresql},
 *     {@code redis}, {@code vnc}, {@code rdp}, {@code telnet}, {@code mqtt}, ...
 * @param product who answered, such as {@code nginx}, where the bytes tell
 * @param confidence how sure the product is
 * @param tells what in the bytes tells it, one clause
 */
public record PlaintextAnswer(Kind kind, String protocol, Optional<String> product, Confidence confidence, String tells) {
    /** What follows from a plaintext answer. */
    public enum Kind {
        /** HTTP/1.x, or bare HTML. */
        HTTP,
        /** HTTP/2 without TLS. */
        HTTP2,
        /** Another recognised protocol. */
        OTHER,
        /** A login portal. */
        CAPTIVE_PORTAL,
        /** A filter's or firewall's page. */
        BLOCK_PAGE
    }
}
