package io.helloscope.observe;

/** Who sent the bytes. */
public enum Direction {
    /** From the client to the server. */
    CLIENT,
    /** From the server to the client. */
    SERVER;

    private final String code = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    /** The word that people and programs meet, in kebab case. */
    public String code() {
        return code;
    }
}
