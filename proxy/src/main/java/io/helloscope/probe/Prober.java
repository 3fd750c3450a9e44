package io.helloscope.probe;

import io.helloscope.dial.Dialer;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;

/**
 * Asks servers over the network. Each question lives on one event loop, and the arithmetic of a whole handshake runs there too: the
 * loops must be its own, never those of tunnels; one or two are enough.
 *
 * <p>A question takes at most the settings' timeout for the way and again as much for the answer. The connection then ends in good
 * order, within half a second more.
 */
public final class Prober implements Probe {
    private final Dialer dialer;
    private final EventLoopGroup loops;
    private final ProbeSettings settings;
    private final InstantSource clock;
    private final Talks talks;

    /**
     * A prober.
     *
     * @param dialer the way to servers, with the rules that clients have
     * @param loops of the dialler's transport, used by nothing but probers
     * @param version of this program, for the User-Agent
     */
    public Prober(Dialer dialer, EventLoopGroup loops, ProbeSettings settings, String version, InstantSource clock) {
        this(dialer, loops, settings, version, clock, new RawHellos());
    }

    Prober(Dialer dialer, EventLoopGroup loops, ProbeSettings settings, String version, InstantSource clock, Talks.Flights flights) {
        this.dialer = dialer;
        this.loops = loops;
        this.settings = settings;
        this.clock = clock;
        this.talks = new Talks(new PlainRequests(version), flights, settings);
    }

    @Override
    public Future<ProbeAnswer> ask(Question question, ProbeTarget target) {
        EventLoop loop = loops.next();
        Promise<ProbeAnswer> promise = loop.newPromise();
        Asking asking = new Asking(dialer, loop, settings, clock, talks, question, target, promise);
        try {
            loop.execute(asking::start);
        } catch (RejectedExecutionException stopping) {
            promise.cancel(false);
        }
        return promise;
    }
}
