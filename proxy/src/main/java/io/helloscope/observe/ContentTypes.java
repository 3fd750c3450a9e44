package io.helloscope.observe;

/** Record types (IANA registry TLS ContentType) that a stream over TCP can carry. */
final class ContentTypes {
    static final int CHANGE_CIPHER_SPEC = 20;
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;
    static final int HEARTBEAT = 24;

    private ContentTypes() {
    }

    static boolean known(int type) {
        return type >= CHANGE_CIPHER_SPEC && type <= HEARTBEAT;
    }
}
