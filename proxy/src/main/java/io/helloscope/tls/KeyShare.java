package io.helloscope.tls;

/**
 * A key share of a hello, without the key (RFC 8446 section 4.2.8).
 *
 * @param group its group
 * @param length bytes of the key; 0 in a HelloRetryRequest
 */
public record KeyShare(NamedGroup group, int length) {
}
