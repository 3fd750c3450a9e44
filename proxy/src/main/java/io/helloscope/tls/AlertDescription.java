package io.helloscope.tls;

/**
 * An alert by its number (IANA registry TLS Alerts); 0..255. Unknown numbers survive.
 *
 * @param code the number on the wire
 */
public record AlertDescription(int code) {
}
