package io.helloscope.tls;

/**
 * A record type by its number (IANA registry TLS ContentType); 0..255. Unknown numbers survive.
 *
 * @param code the number on the wire
 */
public record ContentType(int code) {
}
