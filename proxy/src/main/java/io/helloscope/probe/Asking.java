package io.helloscope.probe;

import io.helloscope.dial.Alarm;
import io.helloscope.dial.Dialed;
import io.helloscope.dial.Dialer;
import io.helloscope.dial.NextProxy;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.observe.Reach;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question from its begin to its answer. Confined to its event loop.
 *
 * <pre>
 *   way (for another address: look-up) --> dialling --> conversation --> answer
 *      nothing to ask, not reached, time is over -----------------------^
 * </pre>
 */
final class Asking {
    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

    private final Dialer dialer;
    private final EventLoop loop;
    private final ProbeSettings settings;
    private final Talks talks;
    private final Question question;
    private final ProbeTarget target;
    private final Promise<ProbeAnswer> promise;
    private final Instant askedAt;
    private final long begun = System.nanoTime();
    private final Alarm deadline;
    /** Stops what is under way. */
    private Runnable stop = () -> {
    };

    Asking(Dialer dialer, EventLoop loop, ProbeSettings settings, InstantSource clock, Talks talks, Question question,
            ProbeTarget target, Promise<ProbeAnswer> promise) {
        this.dialer = dialer;
        this.loop = loop;
        this.settings = settings;
        this.talks = talks;
        this.question = question;
        this.target = target;
        this.promise = promise;
        this.askedAt = clock.instant();
        this.deadline = new Alarm(loop);
    }

    void start() {
        promise.addListener(result -> {
            deadline.cancel();
            if (result.isCancelled()) {
                stop.run();
            }
        });
        if (promise.isDone()) {
            return;
        }
        try {
            Optional<Talk> talk = talks.of(question, target);
            if (talk.isPresent()) {
                begin(talk.get());
            } else {
                notAsked();
            }
        } catch (RuntimeException failure) {
            LOG.error("The question {} could not be put.", question.code(), failure);
            notAsked();
        }
    }

    private void begin(Talk talk) {
        deadline.set(settings.timeout(), this::tooLong);
        Optional<InetAddress> address = target.way().filter(way -> way.nextProxy().isEmpty()).flatMap(way -> address(way.ip()));
        if (question instanceof Question.OtherAddress) {
            if (address.isEmpty()) {
                notAsked();
            } else {
                elsewhere(talk, address.get());
            }
        } else {
            reached(talk, address.map(this::dial).orElseGet(() -> dialer.dial(target.destination(), loop)));
        }
    }

    private Future<Dialed> dial(InetAddress address) {
        return dialer.dialAddress(target.destination(), address, loop);
    }

    /** To an address that is not this one. */
    private void elsewhere(Talk talk, InetAddress known) {
        Future<List<InetAddress>> all = dialer.addresses(target.destination().host(), loop);
        stop = () -> all.cancel(false);
        all.addListener((Future<List<InetAddress>> found) -> {
            if (promise.isDone()) {
                return;
            }
            Optional<InetAddress> other = found.getNow().stream()
                    .filter(address -> !address.equals(known) && dialer.refusal(endpoint(address)).isEmpty())
                    .min(Comparator.comparing(address -> address.getClass() == known.getClass()));
            other.ifPresentOrElse(address -> reached(talk, dial(address)), this::notAsked);
        });
    }

    private InetSocketAddress endpoint(InetAddress address) {
        return new InetSocketAddress(address, target.destination().port());
    }

    private void reached(Talk talk, Future<Dialed> dialing) {
        stop = () -> dialing.cancel(false);
        dialing.addListener((Future<Dialed> result) -> {
            if (!(result.getNow() instanceof Dialed.Reached reached)) {
                if (result.isSuccess()) {
                    answer(Optional.empty(), result.getNow().reach(), Observation.NONE, Optional.empty());
                }
            } else if (promise.isDone()) {
                reached.channel().close();
            } else {
                converse(talk, reached);
            }
        });
    }

    private void converse(Talk talk, Dialed.Reached reached) {
        deadline.cancel();
        Optional<String> asked = Optional.of(asked(reached));
        Conversation conversation = new Conversation(reached.channel(), talk, settings,
                seen -> answer(asked, reached.reach(), seen, talk.session()));
        stop = conversation::cancel;
        conversation.start();
    }

    private String asked(Dialed.Reached reached) {
        if (reached.reach().nextProxy().isPresent()) {
            Destination told = target.destination();
            return (told.host().indexOf(':') >= 0 ? "[" + told.host() + "]" : told.host()) + ":" + told.port();
        }
        return NetUtil.toSocketAddressString(new InetSocketAddress(address(reached.reach().ip()).orElseThrow(), reached.reach().port()));
    }

    /** The way took too long; what was under way stops. */
    private void tooLong() {
        Optional<NextProxy> proxy = target.way().isPresent() && target.way().get().nextProxy().isEmpty() ? Optional.empty()
                : dialer.nextProxy(target.destination().host());
        Reach.Failed failed = new Reach.Failed(proxy.isPresent() ? Reach.Failure.NEXT_PROXY_SILENT : Reach.Failure.TIMED_OUT,
                target.way().filter(way -> !(question instanceof Question.OtherAddress)).map(Reach.Connected::ip),
                proxy.map(NextProxy::address), Optional.empty(), Reach.DialTimes.NONE);
        answer(Optional.empty(), failed, Observation.NONE, Optional.empty());
        stop.run();
    }

    private void notAsked() {
        answer(Optional.empty(), new Reach.Pending(), Observation.NONE, Optional.empty());
    }

    private void answer(Optional<String> address, Reach reach, Observation seen, Optional<ProbeAnswer.Session> session) {
        promise.trySuccess(new ProbeAnswer(question, address, reach, seen, session, askedAt, Duration.ofNanos(System.nanoTime() - begun)));
    }

    private static Optional<InetAddress> address(String ip) {
        return Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(ip));
    }
}
