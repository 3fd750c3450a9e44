package io.helloscope.bytes;

/** A complete message that does not follow its format: where, in what, and why. Thrown by parsers, caught only where it becomes a value. */
public final class WireFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;
    private final String path;
    private final String reason;

    /**
     * @param offset bytes from the start of the message that was parsed
     * @param path the field, such as {@code ClientHello.extensions[3].server_name}
     * @param reason what was wrong, such as {@code length 300, 12 left}
     */
    public WireFormatException(int offset, String path, String reason) {
        super("at 0x%x in %s: %s".formatted(offset, path, reason), null, false, false);
        this.offset = offset;
        this.path = path;
        this.reason = reason;
    }

    /** Bytes from the start of the message. */
    public int offset() {
        return offset;
    }

    /** The field in which the damage was met. */
    public String path() {
        return path;
    }

    /** What was wrong. */
    public String reason() {
        return reason;
    }

    /** The same as a value. */
    public Flaw flaw() {
        return new Flaw(offset, path, reason);
    }
}
