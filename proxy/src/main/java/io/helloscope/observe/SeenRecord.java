package io.helloscope.observe;

/**
 * A record that passed, in numbers.
 *
 * @param sender who sent it
 * @param type content type, 0..255
 * @param version two bytes of the record header
 * @param length bytes of its body
 * @param nanos when it was complete
 */
public record SeenRecord(Direction sender, int type, int version, int length, long nanos) {
}
