package io.helloscope.observe;

/** What the client answered to a request for its certificate. */
public enum ClientCertificate {
    /** Not asked, or it cannot be seen. */
    UNKNOWN,
    /** An empty Certificate message (in TLS 1.3 told by its length). */
    EMPTY,
    /** A certificate. */
    SENT;

    private final String code = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    /** The word that people and programs meet, in kebab case. */
    public String code() {
        return code;
    }
}
