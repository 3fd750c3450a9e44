package io.helloscope.dial;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One thing to be done later unless it is called off. Confined to its event loop. */
public final class Alarm {
    private final EventLoop loop;
    private @Nullable Future<?> task;

    /** One that is not set. */
    public Alarm(EventLoop loop) {
        this.loop = loop;
    }

    /** Sets it, instead of what it was set to. */
    public void set(Duration delay, Runnable action) {
        cancel();
        task = loop.schedule(() -> {
            task = null;
            action.run();
        }, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whether it is set and has not gone off. */
    public boolean isSet() {
        return task != null;
    }

    /** Calls it off. */
    public void cancel() {
        if (task != null) {
            task.cancel(false);
            task = null;
        }
    }
}
