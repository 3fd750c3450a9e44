package io.helloscope.app;

import io.helloscope.report.Counters;

/** Where nothing is counted: a capture is no running proxy. */
enum NoCounters implements Counters {
    INSTANCE;

    @Override
    public void opened() {
    }

    @Override
    public void closed() {
    }

    @Override
    public void bytes(long fromClient, long fromServer) {
    }

    @Override
    public void tapFailed() {
    }

    @Override
    public void boundHit(String bound) {
    }

    @Override
    public void reportDropped() {
    }
}
