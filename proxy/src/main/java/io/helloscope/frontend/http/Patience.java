package io.helloscope.frontend.http;

import io.helloscope.frontend.access.ClientLimits;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How long a client is waited for: for its next request, for the rest of a head, for more of a content. Confined to its event loop. */
final class Patience {
    /** What is waited for. */
    enum For {
        REQUEST, HEAD, CONTENT
    }

    /** It is over. */
    interface Over {
        void waitedFor(For what);
    }

    private final EventLoop loop;
    private final ClientLimits limits;
    private final Over over;
    private @Nullable Future<?> alarm;
    private @Nullable For waiting;

    Patience(EventLoop loop, ClientLimits limits, Over over) {
        this.loop = loop;
        this.limits = limits;
        this.over = over;
    }

    /** Begins to wait, unless it is waited for that already. */
    void waitFor(For what) {
        if (waiting != what) {
            end();
            waiting = what;
            Duration limit = what == For.REQUEST ? limits.keepAliveIdle() : limits.headTime();
            alarm = loop.schedule(() -> {
                waiting = null;
                over.waitedFor(what);
            }, limit.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** It has come, or does not matter any more. */
    void end() {
        waiting = null;
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }
}
