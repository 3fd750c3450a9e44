package io.helloscope.tls;

/**
 * A signature scheme by its number (IANA registry TLS SignatureScheme). Unknown numbers survive.
 *
 * @param code the number on the wire
 */
public record SignatureScheme(int code) {
}
