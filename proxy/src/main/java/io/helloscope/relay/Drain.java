package io.helloscope.relay;

import java.util.concurrent.CompletableFuture;

/** Counts open tunnels and tells when there are none. Callable from any thread. */
final class Drain {
    private int open;
    private CompletableFuture<Void> empty = CompletableFuture.completedFuture(null);

    synchronized void opened() {
        if (open++ == 0) {
            empty = new CompletableFuture<>();
        }
    }

    void closed() {
        CompletableFuture<Void> nowEmpty;
        synchronized (this) {
            if (--open > 0) {
                return;
            }
            nowEmpty = empty;
        }
        nowEmpty.complete(null);
    }

    synchronized int open() {
        return open;
    }

    /** Done when no tunnel is open; a copy, so that a caller's time limit is its own. */
    synchronized CompletableFuture<Void> whenEmpty() {
        return empty.copy();
    }
}
