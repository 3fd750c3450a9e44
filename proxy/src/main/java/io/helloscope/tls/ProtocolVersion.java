package io.helloscope.tls;

import java.util.Optional;

/**
 * A protocol version as two bytes on the wire, such as 0x0303. Unknown numbers survive. Ordered by age: drafts of TLS 1.3 stand
 * between TLS 1.2 and TLS 1.3.
 *
 * @param code the number on the wire
 */
public record ProtocolVersion(int code) implements Comparable<ProtocolVersion> {
    /** SSL 2.0, in its own framing only. */
    public static final ProtocolVersion SSL_2_0 = new ProtocolVersion(0x0002);
    /** SSL 3.0 (RFC 6101). */
    public static final ProtocolVersion SSL_3_0 = new ProtocolVersion(0x0300);
    /** TLS 1.0 (RFC 2246). */
    public static final ProtocolVersion TLS_1_0 = new ProtocolVersion(0x0301);
    /** TLS 1.1 (RFC 4346). */
    public static final ProtocolVersion TLS_1_1 = new ProtocolVersion(0x0302);
    /** TLS 1.2 (RFC 5246). */
    public static final ProtocolVersion TLS_1_2 = new ProtocolVersion(0x0303);
    /** TLS 1.3 (RFC 8446). */
    public static final ProtocolVersion TLS_1_3 = new ProtocolVersion(0x0304);

    /** What people call it: {@code TLS 1.2}, {@code SSL 3.0}, {@code TLS 1.3 draft 23}; a number such as {@code 0x0a01} where it has no name. */
    public String name() {
        if (isDraft13()) {
            return "TLS 1.3 draft " + (code & 0xff);
        }
        if (isGrease()) {
            return "GREASE (" + hex() + ")";
        }
        return ecsVersion().map(v -> (isSsl() ? "SSL " : "TLS ") + v).orElse(hex());
    }

    /** The number as text, such as {@code 0x0303}. */
    public String hex() {
        return CodePoints.hex(code);
    }

    /** The number part of the version, such as {@code 1.2}, as Elastic's field tls.version has it; empty where it has no name. */
    public Optional<String> ecsVersion() {
        if (isDraft13()) {
            return Optional.of("1.3");
        }
        return switch (code) {
            case 0x0002 -> Optional.of("2.0");
            case 0x0300 -> Optional.of("3.0");
            case 0x0301 -> Optional.of("1.0");
            case 0x0302 -> Optional.of("1.1");
            case 0x0303 -> Optional.of("1.2");
            case 0x0304 -> Optional.of("1.3");
            default -> Optional.empty();
        };
    }

    /** {@code tls} or {@code ssl}, as Elastic's field tls.version_protocol has it; empty where the version has no name. */
    public Optional<String> ecsProtocol() {
        return ecsVersion().map(v -> isSsl() ? "ssl" : "tls");
    }

    /** Whether it is one of SSL 2.0 to TLS 1.3 or a draft of TLS 1.3. */
    public boolean isKnown() {
        return ecsVersion().isPresent();
    }

    /** Whether it is a draft of TLS 1.3: 0x7f00 and up (RFC 8446 drafts, section 4.2.1.1). */
    public boolean isDraft13() {
        return code >> 8 == 0x7f;
    }

    /** Whether the handshake is that of TLS 1.3, drafts included: all after the ServerHello is encrypted. */
    public boolean isTls13() {
        return equals(TLS_1_3) || isDraft13();
    }

    /** Whether it is a number that is reserved to be ignored (RFC 8701). */
    public boolean isGrease() {
        return CodePoints.isGrease(code);
    }

    /** Whether this version is older than that one. */
    public boolean isBefore(ProtocolVersion other) {
        return compareTo(other) < 0;
    }

    private boolean isSsl() {
        return code <= 0x0300;
    }

    private int age() {
        return isDraft13() ? (TLS_1_2.code << 9) + 1 + (code & 0xff) : code << 9;
    }

    @Override
    public int compareTo(ProtocolVersion other) {
        return Integer.compare(age(), other.age());
    }

    @Override
    public String toString() {
        return name();
    }
}
