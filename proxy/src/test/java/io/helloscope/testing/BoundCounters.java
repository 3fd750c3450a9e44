package io.helloscope.testing;

import io.helloscope.report.Counters;
import java.util.HashMap;
import java.util.Map;

/** For parts that count nothing but bounds that were hit: how often each was. */
public final class BoundCounters implements Counters {
    private final Map<String, Integer> bounds = new HashMap<>();

    /** How often, by the bound's name. */
    public Map<String, Integer> bounds() {
        return bounds;
    }

    @Override
    public void opened() {
        throw notItsToCount();
    }

    @Override
    public void closed() {
        throw notItsToCount();
    }

    @Override
    public void bytes(long fromClient, long fromServer) {
        throw notItsToCount();
    }

    @Override
    public void tapFailed() {
        throw notItsToCount();
    }

    @Override
    public void boundHit(String bound) {
        bounds.merge(bound, 1, Integer::sum);
    }

    @Override
    public void reportDropped() {
        throw notItsToCount();
    }

    private static IllegalStateException notItsToCount() {
        return new IllegalStateException("not this part's to count");
    }
}
