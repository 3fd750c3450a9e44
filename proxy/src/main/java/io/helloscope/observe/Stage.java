package io.helloscope.observe;

/** How far the handshake came, in order. */
public enum Stage {
    /** No byte of a hello. */
    NOTHING,
    /** A part of a ClientHello. */
    HELLO_PARTIAL,
    /** The ClientHello is complete. */
    HELLO,
    /** A part of a ServerHello, or a HelloRetryRequest, was seen. */
    SERVER_HELLO_PARTIAL,
    /** The ServerHello is complete. */
    SERVER_HELLO,
    /** TLS 1.2 and older: ServerHelloDone (or CCS in a resumption) was seen. TLS 1.3: protected records of the server. */
    SERVER_FLIGHT,
    /** The client's Finished was seen, as far as lengths tell. */
    CLIENT_FINISHED,
    /** Both sides finished. */
    ESTABLISHED,
    /** Application data followed from both sides. */
    DATA;

    private final String code = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    /** The word that people and programs meet, in kebab case. */
    public String code() {
        return code;
    }
}
