package io.helloscope.capture;

/** How much may wait for missing packets in all connections together, so that a capture made for it cannot fill the memory. */
final class Room {
    private final long most;
    private long used;

    /** So many bytes. */
    Room(long most) {
        this.most = most;
    }

    /** An eighth of the memory that this process may have. */
    static Room ofThisProcess() {
        return new Room(Runtime.getRuntime().maxMemory() / 8);
    }

    void take(long bytes) {
        used += bytes;
    }

    void giveBack(long bytes) {
        used -= bytes;
    }

    boolean exceeded() {
        return used > most;
    }
}
