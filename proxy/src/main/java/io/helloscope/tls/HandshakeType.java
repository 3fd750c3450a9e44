package io.helloscope.tls;

/**
 * A handshake message type by its number (IANA registry TLS HandshakeType); 0..255. Unknown numbers survive.
 *
 * @param code the number on the wire
 */
public record HandshakeType(int code) {
    /** {@code hello_request}. */
    public static final HandshakeType HELLO_REQUEST = new HandshakeType(0x00);
    /** {@code client_hello}. */
    public static final HandshakeType CLIENT_HELLO = new HandshakeType(0x01);
    /** {@code server_hello}. */
    public static final HandshakeType SERVER_HELLO = new HandshakeType(0x02);
    /** {@code new_session_ticket}. */
    public static final HandshakeType NEW_SESSION_TICKET = new HandshakeType(0x04);
    /** {@code end_of_early_data}. */
    public static final HandshakeType END_OF_EARLY_DATA = new HandshakeType(0x05);
    /** {@code hello_retry_request}. */
    public static final HandshakeType HELLO_RETRY_REQUEST = new HandshakeType(0x06);
    /** {@code encrypted_extensions}. */
    public static final HandshakeType ENCRYPTED_EXTENSIONS = new HandshakeType(0x08);
    /** {@code certificate}. */
    public static final HandshakeType CERTIFICATE = new HandshakeType(0x0b);
    /** {@code server_key_exchange}. */
    public static final HandshakeType SERVER_KEY_EXCHANGE = new HandshakeType(0x0c);
    /** {@code certificate_request}. */
    public static final HandshakeType CERTIFICATE_REQUEST = new HandshakeType(0x0d);
    /** {@code server_hello_done}. */
    public static final HandshakeType SERVER_HELLO_DONE = new HandshakeType(0x0e);
    /** {@code certificate_verify}. */
    public static final HandshakeType CERTIFICATE_VERIFY = new HandshakeType(0x0f);
    /** {@code client_key_exchange}. */
    public static final HandshakeType CLIENT_KEY_EXCHANGE = new HandshakeType(0x10);
    /** {@code finished}. */
    public static final HandshakeType FINISHED = new HandshakeType(0x14);
    /** {@code certificate_url}. */
    public static final HandshakeType CERTIFICATE_URL = new HandshakeType(0x15);
    /** {@code certificate_status}. */
    public static final HandshakeType CERTIFICATE_STATUS = new HandshakeType(0x16);
    /** {@code supplemental_data}. */
    public static final HandshakeType SUPPLEMENTAL_DATA = new HandshakeType(0x17);
    /** {@code key_update}. */
    public static final HandshakeType KEY_UPDATE = new HandshakeType(0x18);
    /** {@code compressed_certificate}. */
    public static final HandshakeType COMPRESSED_CERTIFICATE = new HandshakeType(0x19);
    /** {@code next_protocol}. */
    public static final HandshakeType NEXT_PROTOCOL = new HandshakeType(0x43);
    /** {@code message_hash}. */
    public static final HandshakeType MESSAGE_HASH = new HandshakeType(0xfe);

    private static final CodePoints TABLE = CodePoints.load("handshake-types.tsv");

    /** The registered name; {@code unknown (199)} where there is none. */
    public String name() {
        return TABLE.narrowName(code);
    }

    @Override
    public String toString() {
        return name();
    }
}
