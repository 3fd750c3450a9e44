package io.helloscope.tls;

/**
 * A protocol version as two bytes on the wire, such as 0x0303. Unknown numbers survive.
 *
 * @param code the number on the wire
 */
public record ProtocolVersion(int code) {
}
