package io.helloscope.tls;

/**
 * A record type by its number (IANA registry TLS ContentType); 0..255. Unknown numbers survive.
 *
 * @param code the number on the wire
 */
public record ContentType(int code) {
    /** {@code change_cipher_spec}. */
    public static final ContentType CHANGE_CIPHER_SPEC = new ContentType(0x14);
    /** {@code alert}. */
    public static final ContentType ALERT = new ContentType(0x15);
    /** {@code handshake}. */
    public static final ContentType HANDSHAKE = new ContentType(0x16);
    /** {@code application_data}. */
    public static final ContentType APPLICATION_DATA = new ContentType(0x17);
    /** {@code heartbeat}. */
    public static final ContentType HEARTBEAT = new ContentType(0x18);

    private static final CodePoints TABLE = CodePoints.load("content-types.tsv");

    /** The registered name; {@code unknown (199)} where there is none. */
    public String name() {
        return TABLE.narrowName(code);
    }

    @Override
    public String toString() {
        return name();
    }
}
