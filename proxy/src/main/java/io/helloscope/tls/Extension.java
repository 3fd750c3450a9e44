package io.helloscope.tls;

import io.helloscope.bytes.Bytes;

/**
 * One extension of a hello.
 *
 * @param type its number
 * @param data its body without the four bytes of type and length
 */
public record Extension(ExtensionType type, Bytes data) {
}
