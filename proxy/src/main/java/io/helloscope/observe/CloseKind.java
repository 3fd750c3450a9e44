package io.helloscope.observe;

/** How one end of a connection ended. */
public enum CloseKind {
    /** In good order: no more bytes from this side. */
    FIN,
    /** At once: RST. */
    RESET,
    /** A time limit of this program, or of a capture's length, was reached. */
    TIMEOUT;

    private final String code = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    /** The word that people and programs meet, in kebab case. */
    public String code() {
        return code;
    }
}
