package io.helloscope.verdict;

/** Where a fact comes from. */
public enum EvidenceSource {
    /** The client's first message. */
    CLIENT_HELLO,
    /** What the server sent. */
    SERVER_BYTES,
    /** What the client sent after its hello. */
    CLIENT_BYTES,
    /** A TLS alert. */
    ALERT,
    /** How and when the connection ended. */
    CLOSE,
    /** A certificate that was visible. */
    CERTIFICATE,
    /** How the server was reached, or not. */
    CONNECT,
    /** What the next proxy answered. */
    NEXT_PROXY,
    /** A question that this program asked. */
    PROBE,
    /** Earlier connections. */
    HISTORY,
    /** How long a step took. */
    TIMING,
    /** The headers of packets, in a capture. */
    PACKETS,
    /** What a capture holds and what it lacks. */
    CAPTURE;

    private final String code = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    /** The word that people and programs meet, in kebab case. */
    public String code() {
        return code;
    }
}
