package io.helloscope.verdict;

/** How far the connection came before it failed; the first question that every answer settles. */
public enum Phase {
    /** DNS, TCP, or a proxy on the way: no TLS byte was answered. */
    NETWORK,
    /** TLS, before a certificate was judged: trusting a root CA cannot mend it. */
    HANDSHAKE,
    /** The client judged the server's certificate. */
    CERTIFICATE,
    /** The handshake was done. */
    ESTABLISHED;

    private final String code = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    /** The word that people and programs meet, in kebab case. */
    public String code() {
        return code;
    }
}
