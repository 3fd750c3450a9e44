package io.helloscope.bytes;

/**
 * Damage within a message that did not hide the rest of it.
 *
 * @param offset bytes from the start of the message
 * @param path the field, such as {@code ClientHello.extensions[3].server_name}
 * @param reason what was wrong, such as {@code length 300, 12 left}
 */
public record Flaw(int offset, String path, String reason) {
    @Override
    public String toString() {
        return "at 0x%x in %s: %s".formatted(offset, path, reason);
    }
}
