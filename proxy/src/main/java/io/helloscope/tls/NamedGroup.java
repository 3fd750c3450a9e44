package io.helloscope.tls;

/**
 * A key exchange group by its number (IANA registry TLS Supported Groups). Unknown numbers survive.
 *
 * @param code the number on the wire
 */
public record NamedGroup(int code) {
}
