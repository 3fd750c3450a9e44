package io.helloscope.tls;

/**
 * A TLS extension by its number (IANA registry TLS ExtensionType Values). Unknown numbers survive.
 *
 * @param code the number on the wire
 */
public record ExtensionType(int code) {
    /** {@code server_name}. */
    public static final ExtensionType SERVER_NAME = new ExtensionType(0x0000);
    /** {@code max_fragment_length}. */
    public static final ExtensionType MAX_FRAGMENT_LENGTH = new ExtensionType(0x0001);
    /** {@code status_request}. */
    public static final ExtensionType STATUS_REQUEST = new ExtensionType(0x0005);
    /** {@code supported_groups}. */
    public static final ExtensionType SUPPORTED_GROUPS = new ExtensionType(0x000a);
    /** {@code ec_point_formats}. */
    public static final ExtensionType EC_POINT_FORMATS = new ExtensionType(0x000b);
    /** {@code signature_algorithms}. */
    public static final ExtensionType SIGNATURE_ALGORITHMS = new ExtensionType(0x000d);
    /** {@code application_layer_protocol_negotiation}. */
    public static final ExtensionType APPLICATION_LAYER_PROTOCOL_NEGOTIATION = new ExtensionType(0x0010);
    /** {@code signed_certificate_timestamp}. */
    public static final ExtensionType SIGNED_CERTIFICATE_TIMESTAMP = new ExtensionType(0x0012);
    /** {@code padding}. */
    public static final ExtensionType PADDING = new ExtensionType(0x0015);
    /** {@code encrypt_then_mac}. */
    public static final ExtensionType ENCRYPT_THEN_MAC = new ExtensionType(0x0016);
    /** {@code extended_main_secret}. */
    public static final ExtensionType EXTENDED_MAIN_SECRET = new ExtensionType(0x0017);
    /** {@code compress_certificate}. */
    public static final ExtensionType COMPRESS_CERTIFICATE = new ExtensionType(0x001b);
    /** {@code record_size_limit}. */
    public static final ExtensionType RECORD_SIZE_LIMIT = new ExtensionType(0x001c);
    /** {@code delegated_credential}. */
    public static final ExtensionType DELEGATED_CREDENTIAL = new ExtensionType(0x0022);
    /** {@code session_ticket}. */
    public static final ExtensionType SESSION_TICKET = new ExtensionType(0x0023);
    /** {@code pre_shared_key}. */
    public static final ExtensionType PRE_SHARED_KEY = new ExtensionType(0x0029);
    /** {@code early_data}. */
    public static final ExtensionType EARLY_DATA = new ExtensionType(0x002a);
    /** {@code supported_versions}. */
    public static final ExtensionType SUPPORTED_VERSIONS = new ExtensionType(0x002b);
    /** {@code cookie}. */
    public static final ExtensionType COOKIE = new ExtensionType(0x002c);
    /** {@code psk_key_exchange_modes}. */
    public static final ExtensionType PSK_KEY_EXCHANGE_MODES = new ExtensionType(0x002d);
    /** {@code certificate_authorities}. */
    public static final ExtensionType CERTIFICATE_AUTHORITIES = new ExtensionType(0x002f);
    /** {@code post_handshake_auth}. */
    public static final ExtensionType POST_HANDSHAKE_AUTH = new ExtensionType(0x0031);
    /** {@code signature_algorithms_cert}. */
    public static final ExtensionType SIGNATURE_ALGORITHMS_CERT = new ExtensionType(0x0032);
    /** {@code key_share}. */
    public static final ExtensionType KEY_SHARE = new ExtensionType(0x0033);
    /** {@code next_protocol_negotiation}. */
    public static final ExtensionType NEXT_PROTOCOL_NEGOTIATION = new ExtensionType(0x3374);
    /** {@code application_settings_old}. */
    public static final ExtensionType APPLICATION_SETTINGS_OLD = new ExtensionType(0x4469);
    /** {@code application_settings}. */
    public static final ExtensionType APPLICATION_SETTINGS = new ExtensionType(0x44cd);
    /** {@code trust_anchors}. */
    public static final ExtensionType TRUST_ANCHORS = new ExtensionType(0xca34);
    /** {@code encrypted_client_hello}. */
    public static final ExtensionType ENCRYPTED_CLIENT_HELLO = new ExtensionType(0xfe0d);
    /** {@code renegotiation_info}. */
    public static final ExtensionType RENEGOTIATION_INFO = new ExtensionType(0xff01);

    private static final CodePoints TABLE = CodePoints.load("extensions.tsv");
    private static final Shared<ExtensionType> SHARED = new Shared<>(TABLE, ExtensionType::new);

    static ExtensionType of(int code) {
        return SHARED.of(code);
    }

    /** The registered name; a number such as {@code 0x1a2b} where there is none. */
    public String name() {
        return TABLE.wideName(code);
    }

    /** The number as text, such as {@code 0x1301}. */
    public String hex() {
        return CodePoints.hex(code);
    }

    /** Whether it is a number that is reserved to be ignored (RFC 8701). */
    public boolean isGrease() {
        return CodePoints.isGrease(code);
    }

    @Override
    public String toString() {
        return name();
    }
}
