package io.helloscope.capture.box;

/** What became of a client's connection at a box. */
public enum Fate {
    /** The same bytes arrived on the other side. */
    PASSED,
    /** The same handshake, with something in it changed. */
    ALTERED,
    /** The box spoke TLS with both sides. */
    RE_TERMINATED,
    /** The box spoke with the client in the server's name, and its own handshake with the server failed or never began. */
    ANSWERED_BY_BOX,
    /** The client got no handshake, and the box asked no server. */
    BLOCKED,
    /** The box reset or closed what the server had not ended. */
    CUT_BY_BOX,
    /** The server or the path behind the box ended it. */
    ENDED_BEHIND_BOX,
    /** Its other side is not in the capture, or nothing tells. */
    UNPAIRED;

    private final String code = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    /** The word that people and programs meet, in kebab case. */
    public String code() {
        return code;
    }
}
