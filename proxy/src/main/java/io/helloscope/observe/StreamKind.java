package io.helloscope.observe;

/** What the bytes of one direction are. */
public enum StreamKind {
    /** No byte yet. */
    NOTHING,
    /** Too few bytes to tell. */
    UNDECIDED,
    /** TLS records, SSL 3.0 to TLS 1.3. */
    TLS,
    /** An SSL 2.0-compatible hello, or an SSL 2.0 answer. */
    SSLV2,
    /** Anything else. */
    NOT_TLS;

    private final String code = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    /** The word that people and programs meet, in kebab case. */
    public String code() {
        return code;
    }
}
