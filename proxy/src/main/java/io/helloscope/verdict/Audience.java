package io.helloscope.verdict;

/** Who can carry a remedy out. */
public enum Audience {
    /** The person in front of the client. */
    USER,
    /** Whoever runs the server. */
    SERVER_OWNER,
    /** Whoever runs the network, its proxies and its inspection gear. */
    NETWORK_ADMIN;

    private final String code = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    /** The word that people and programs meet, in kebab case. */
    public String code() {
        return code;
    }
}
