package io.helloscope.verdict;

/** Who caused it. */
public enum Party {
    /** The client, or its settings. */
    CLIENT,
    /** Software beside the client that intercepts TLS. */
    CLIENT_SIDE_INTERCEPTOR,
    /** The path between proxy and server, inspection gear included. */
    NETWORK,
    /** This proxy. */
    PROXY,
    /** The next proxy, where only that one can have done it. */
    UPSTREAM_PROXY,
    /** The server, or a device that answers in its name. */
    SERVER,
    /** What was seen does not tell. */
    UNKNOWN;

    private final String code = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    /** The word that people and programs meet, in kebab case. */
    public String code() {
        return code;
    }
}
