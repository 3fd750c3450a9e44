package io.helloscope.tls;

/**
 * A handshake message type by its number (IANA registry TLS HandshakeType); 0..255. Unknown numbers survive.
 *
 * @param code the number on the wire
 */
public record HandshakeType(int code) {
}
