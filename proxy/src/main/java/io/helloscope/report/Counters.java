package io.helloscope.report;

/** What adapters count beside reports. Callable from any thread, cheap, never throws. */
public interface Counters {
    /** A tunnel or plain http connection of a client was accepted. */
    void opened();

    /** It ended. */
    void closed();

    /** Payload bytes passed. */
    void bytes(long fromClient, long fromServer);

    /** The observer threw and was detached; the tunnel goes on. */
    void tapFailed();

    /** A bound was hit; the name is one of a closed set of ours, in kebab case, such as {@code observer-bytes}. */
    void boundHit(String bound);

    /** A report was dropped because the queue was full. */
    void reportDropped();

    /** An attempt to open, write or read the history failed; it is repeated. */
    default void historyFailed() {
    }
}
