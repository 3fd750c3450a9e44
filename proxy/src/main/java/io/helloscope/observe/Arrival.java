package io.helloscope.observe;

/** How the client asked for the connection. */
public enum Arrival {
    /** HTTP CONNECT (RFC 9110 section 9.3.6). */
    CONNECT,
    /** SOCKS5 (RFC 1928). */
    SOCKS5,
    /** A plain http request in absolute form. */
    HTTP,
    /** The client's first bytes were no request to a proxy. */
    NONE,
    /** Read from a capture. */
    CAPTURE,
    /** A check from the command line. */
    CHECK;

    private final String code = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    /** The word that people and programs meet, in kebab case. */
    public String code() {
        return code;
    }
}
