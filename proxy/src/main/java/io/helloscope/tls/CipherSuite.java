package io.helloscope.tls;

/**
 * A TLS cipher suite by its number (IANA registry TLS Cipher Suites). Unknown numbers survive.
 *
 * @param code the number on the wire
 */
public record CipherSuite(int code) {
}
