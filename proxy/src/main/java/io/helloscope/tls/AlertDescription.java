package io.helloscope.tls;

/**
 * An alert by its number (IANA registry TLS Alerts); 0..255. Unknown numbers survive.
 *
 * @param code the number on the wire
 */
public record AlertDescription(int code) {
    /** {@code close_notify}. */
    public static final AlertDescription CLOSE_NOTIFY = new AlertDescription(0x00);
    /** {@code unexpected_message}. */
    public static final AlertDescription UNEXPECTED_MESSAGE = new AlertDescription(0x0a);
    /** {@code bad_record_mac}. */
    public static final AlertDescription BAD_RECORD_MAC = new AlertDescription(0x14);
    /** {@code decryption_failed}. */
    public static final AlertDescription DECRYPTION_FAILED = new AlertDescription(0x15);
    /** {@code record_overflow}. */
    public static final AlertDescription RECORD_OVERFLOW = new AlertDescription(0x16);
    /** {@code decompression_failure}. */
    public static final AlertDescription DECOMPRESSION_FAILURE = new AlertDescription(0x1e);
    /** {@code handshake_failure}. */
    public static final AlertDescription HANDSHAKE_FAILURE = new AlertDescription(0x28);
    /** {@code no_certificate}. */
    public static final AlertDescription NO_CERTIFICATE = new AlertDescription(0x29);
    /** {@code bad_certificate}. */
    public static final AlertDescription BAD_CERTIFICATE = new AlertDescription(0x2a);
    /** {@code unsupported_certificate}. */
    public static final AlertDescription UNSUPPORTED_CERTIFICATE = new AlertDescription(0x2b);
    /** {@code certificate_revoked}. */
    public static final AlertDescription CERTIFICATE_REVOKED = new AlertDescription(0x2c);
    /** {@code certificate_expired}. */
    public static final AlertDescription CERTIFICATE_EXPIRED = new AlertDescription(0x2d);
    /** {@code certificate_unknown}. */
    public static final AlertDescription CERTIFICATE_UNKNOWN = new AlertDescription(0x2e);
    /** {@code illegal_parameter}. */
    public static final AlertDescription ILLEGAL_PARAMETER = new AlertDescription(0x2f);
    /** {@code unknown_ca}. */
    public static final AlertDescription UNKNOWN_CA = new AlertDescription(0x30);
    /** {@code access_denied}. */
    public static final AlertDescription ACCESS_DENIED = new AlertDescription(0x31);
    /** {@code decode_error}. */
    public static final AlertDescription DECODE_ERROR = new AlertDescription(0x32);
    /** {@code decrypt_error}. */
    public static final AlertDescription DECRYPT_ERROR = new AlertDescription(0x33);
    /** {@code export_restriction}. */
    public static final AlertDescription EXPORT_RESTRICTION = new AlertDescription(0x3c);
    /** {@code protocol_version}. */
    public static final AlertDescription PROTOCOL_VERSION = new AlertDescription(0x46);
    /** {@code insufficient_security}. */
    public static final AlertDescription INSUFFICIENT_SECURITY = new AlertDescription(0x47);
    /** {@code internal_error}. */
    public static final AlertDescription INTERNAL_ERROR = new AlertDescription(0x50);
    /** {@code inappropriate_fallback}. */
    public static final AlertDescription INAPPROPRIATE_FALLBACK = new AlertDescription(0x56);
    /** {@code user_canceled}. */
    public static final AlertDescription USER_CANCELED = new AlertDescription(0x5a);
    /** {@code no_renegotiation}. */
    public static final AlertDescription NO_RENEGOTIATION = new AlertDescription(0x64);
    /** {@code missing_extension}. */
    public static final AlertDescription MISSING_EXTENSION = new AlertDescription(0x6d);
    /** {@code unsupported_extension}. */
    public static final AlertDescription UNSUPPORTED_EXTENSION = new AlertDescription(0x6e);
    /** {@code certificate_unobtainable}. */
    public static final AlertDescription CERTIFICATE_UNOBTAINABLE = new AlertDescription(0x6f);
    /** {@code unrecognized_name}. */
    public static final AlertDescription UNRECOGNIZED_NAME = new AlertDescription(0x70);
    /** {@code bad_certificate_status_response}. */
    public static final AlertDescription BAD_CERTIFICATE_STATUS_RESPONSE = new AlertDescription(0x71);
    /** {@code bad_certificate_hash_value}. */
    public static final AlertDescription BAD_CERTIFICATE_HASH_VALUE = new AlertDescription(0x72);
    /** {@code unknown_psk_identity}. */
    public static final AlertDescription UNKNOWN_PSK_IDENTITY = new AlertDescription(0x73);
    /** {@code certificate_required}. */
    public static final AlertDescription CERTIFICATE_REQUIRED = new AlertDescription(0x74);
    /** {@code general_error}. */
    public static final AlertDescription GENERAL_ERROR = new AlertDescription(0x75);
    /** {@code no_application_protocol}. */
    public static final AlertDescription NO_APPLICATION_PROTOCOL = new AlertDescription(0x78);
    /** {@code ech_required}. */
    public static final AlertDescription ECH_REQUIRED = new AlertDescription(0x79);

    private static final CodePoints TABLE = CodePoints.load("alerts.tsv");

    /** The registered name; {@code unknown (199)} where there is none. */
    public String name() {
        return TABLE.narrowName(code);
    }

    @Override
    public String toString() {
        return name();
    }
}
