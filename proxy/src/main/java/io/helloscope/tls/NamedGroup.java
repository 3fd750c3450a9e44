package io.helloscope.tls;

import java.util.List;

/**
 * A key exchange group by its number (IANA registry TLS Supported Groups). Unknown numbers survive.
 *
 * @param code the number on the wire
 */
public record NamedGroup(int code) {
    /** {@code secp256r1}. */
    public static final NamedGroup SECP256R1 = new NamedGroup(0x0017);
    /** {@code secp384r1}. */
    public static final NamedGroup SECP384R1 = new NamedGroup(0x0018);
    /** {@code secp521r1}. */
    public static final NamedGroup SECP521R1 = new NamedGroup(0x0019);
    /** {@code x25519}. */
    public static final NamedGroup X25519 = new NamedGroup(0x001d);
    /** {@code x448}. */
    public static final NamedGroup X448 = new NamedGroup(0x001e);
    /** {@code X25519MLKEM768}. */
    public static final NamedGroup X25519MLKEM768 = new NamedGroup(0x11ec);

    private static final CodePoints TABLE = CodePoints.load("groups.tsv");
    private static final Shared<NamedGroup> SHARED = new Shared<>(TABLE, NamedGroup::new);

    static NamedGroup of(int code) {
        return SHARED.of(code);
    }

    /** All that have a name here, by ascending number. */
    public static List<NamedGroup> known() {
        return TABLE.codes().stream().sorted().map(NamedGroup::of).toList();
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

    /** Whether a post-quantum mechanism has a part in it: its key shares are over a kilobyte. */
    public boolean isPostQuantum() {
        String name = name();
        return name.contains("MLKEM") || name.contains("Kyber") || name.startsWith("CECPQ");
    }

    @Override
    public String toString() {
        return name();
    }
}
