package io.helloscope.tls;

import java.util.List;

/**
 * A TLS cipher suite by its number (IANA registry TLS Cipher Suites); SSL 2.0 cipher kinds have three bytes. Unknown numbers survive.
 *
 * @param code the number on the wire
 */
public record CipherSuite(int code) {
    /** {@code TLS_EMPTY_RENEGOTIATION_INFO_SCSV}. */
    public static final CipherSuite TLS_EMPTY_RENEGOTIATION_INFO_SCSV = new CipherSuite(0x00ff);
    /** {@code TLS_FALLBACK_SCSV}. */
    public static final CipherSuite TLS_FALLBACK_SCSV = new CipherSuite(0x5600);

    private static final CodePoints TABLE = CodePoints.load("cipher-suites.tsv");
    private static final Shared<CipherSuite> SHARED = new Shared<>(TABLE, CipherSuite::new);

    static CipherSuite of(int code) {
        return SHARED.of(code);
    }

    /** All that have a name here, signals and historical ones among them, by ascending number. */
    public static List<CipherSuite> known() {
        return TABLE.codes().stream().sorted().map(CipherSuite::of).toList();
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

    /** Whether it says something else than a cipher: renegotiation support or a fallback (RFC 5746, RFC 7507). */
    public boolean isSignal() {
        return equals(TLS_EMPTY_RENEGOTIATION_INFO_SCSV) || equals(TLS_FALLBACK_SCSV);
    }

    /** Whether it is a suite of TLS 1.3 (RFC 8446 appendix B.4), which names no key exchange. */
    public boolean isTls13() {
        return keyExchange() == KeyExchange.TLS_1_3;
    }

    /** How the suite agrees on a key, read from its name. */
    public KeyExchange keyExchange() {
        return KeyExchange.of(name());
    }

    @Override
    public String toString() {
        return name();
    }
}
