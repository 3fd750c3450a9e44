package io.helloscope.store;

import io.helloscope.report.Counters;
import java.util.concurrent.atomic.AtomicInteger;

/** What a history counts. */
final class Counted implements Counters {
    final AtomicInteger dropped = new AtomicInteger();
    final AtomicInteger failures = new AtomicInteger();

    @Override
    public void opened() {
        throw new IllegalStateException("not the history's to count");
    }

    @Override
    public void closed() {
        throw new IllegalStateException("not the history's to count");
    }

    @Override
    public void bytes(long fromClient, long fromServer) {
        throw new IllegalStateException("not the history's to count");
    }

    @Override
    public void tapFailed() {
        throw new IllegalStateException("not the history's to count");
    }

    @Override
    public void boundHit(String bound) {
        // Counted as dropped.
    }

    @Override
    public void reportDropped() {
        dropped.incrementAndGet();
    }

    @Override
    public void historyFailed() {
        failures.incrementAndGet();
    }
}
