package io.helloscope.observe;

/** What TCP_INFO told about the hello on a stalled or reset handshake. */
public enum HelloDelivery {
    /** The server's host has acknowledged all of it. */
    ACKNOWLEDGED,
    /** The first bytes were acknowledged and the rest was not. */
    PARTLY,
    /** Nothing was acknowledged. */
    NONE;

    private final String code = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    /** The word that people and programs meet, in kebab case. */
    public String code() {
        return code;
    }
}
