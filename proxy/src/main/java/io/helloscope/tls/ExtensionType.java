package io.helloscope.tls;

/**
 * A TLS extension by its number (IANA registry TLS ExtensionType Values). Unknown numbers survive.
 *
 * @param code the number on the wire
 */
public record ExtensionType(int code) {
}
