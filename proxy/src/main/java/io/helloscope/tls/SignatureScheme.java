package io.helloscope.tls;

import java.util.List;

/**
 * A signature scheme by its number (IANA registry TLS SignatureScheme); in TLS 1.2 a pair of hash and signature. Unknown numbers survive.
 *
 * @param code the number on the wire
 */
public record SignatureScheme(int code) {
    private static final CodePoints TABLE = CodePoints.load("signature-schemes.tsv");
    private static final Shared<SignatureScheme> SHARED = new Shared<>(TABLE, SignatureScheme::new);

    static SignatureScheme of(int code) {
        return SHARED.of(code);
    }

    /** All that have a name here, by ascending number. */
    public static List<SignatureScheme> known() {
        return TABLE.codes().stream().sorted().map(SignatureScheme::of).toList();
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
