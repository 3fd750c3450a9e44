package io.helloscope.dial;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One thing to be done later unless it is called off. Confined to its event loop. */
final class Alarm {
    private final EventLoop loop;
    private @Nullable Future<?> task;

    Alarm(EventLoop loop) {
        this.loop = loop;
    }

    /** Sets it, instead of what it was set to. */
    void set(Duration delay, Runnable action) {
        cancel();
        task = loop.schedule(() -> {
            task = null;
            action.run();
        }, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    boolean isSet() {
        return task != null;
    }

    void cancel() {
        if (task != null) {
            task.cancel(false);
            task = null;
        }
    }
}
