package io.helloscope.dial;

import io.helloscope.dial.Names.Family;
import io.helloscope.observe.Reach.Failure;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Connects to the best address of a host (Happy Eyeballs version 2, RFC 8305). Confined to its event loop.
 *
 * <pre>
 *   LOOKING --AAAA, or both answered, or A answered 50 ms ago--> RACING --one connects--> DONE
 *      |                                                            |
 *      +--nothing found, nothing allowed, time is over--------------+--all failed, time is over--> DONE
 * </pre>
 *
 * While racing, a new address is tried when 250 ms have passed or an attempt has failed; families alternate, IPv6 first. The address
 * that the rules have let pass is the one that is connected to.
 */
final class Race {
    private static final Duration RESOLUTION_DELAY = Duration.ofMillis(50);
    private static final Duration ATTEMPT_DELAY = Duration.ofMillis(250);
    private static final int MOST_ADDRESSES = 32;
    private static final int MOST_RESETS = 6;
    /** The kernel's own limit; below it no retried SYN has been given up. */
    private static final long KERNEL_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(15);

    /** How it ended; called once, on the event loop. */
    interface Goal {
        void connected(SocketChannel channel, InetSocketAddress address, OptionalLong dnsNanos, OptionalLong connectNanos);

        void failed(Failure failure, Optional<String> ip, OptionalLong dnsNanos, OptionalLong connectNanos);

        void refused(String detail);
    }

    private final EventLoop loop;
    private final ChannelFactory<? extends SocketChannel> sockets;
    private final DialSettings settings;
    private final BiFunction<InetAddress, Integer, Optional<String>> rule;
    private final int port;
    private final Goal goal;
    private final Map<Family, Deque<InetAddress>> waiting = new EnumMap<>(Family.class);
    private final List<Attempt> attempts = new ArrayList<>(2);
    private final long startedNanos = System.nanoTime();
    private long racingNanos;
    private int answers;
    private int addresses;
    private int resets;
    private boolean racing;
    private boolean done;
    private boolean resolverFailed;
    private Family next = Family.IPV6;
    private Optional<String> refusal = Optional.empty();
    private Failure failure = Failure.UNREACHABLE;
    private Optional<String> failedIp = Optional.empty();
    private final Alarm nextAttempt;
    private final Alarm resolutionDelay;
    private final Alarm deadline;
    private boolean lookedUp;

    private record Attempt(SocketChannel channel, InetSocketAddress address, long begunNanos) {
    }

    Race(EventLoop loop, ChannelFactory<? extends SocketChannel> sockets, DialSettings settings,
            BiFunction<InetAddress, Integer, Optional<String>> rule, int port, Goal goal) {
        this.loop = loop;
        this.sockets = sockets;
        this.settings = settings;
        this.rule = rule;
        this.port = port;
        this.goal = goal;
        this.nextAttempt = new Alarm(loop);
        this.resolutionDelay = new Alarm(loop);
        this.deadline = new Alarm(loop);
    }

    void start(Names names, String host) {
        lookedUp = !IpLiteral.meantAsAddress(host);
        names.lookUp(host, loop, new Names.Listener() {
            @Override
            public void resolved(Family family, List<InetAddress> found) {
                answered(family, found);
            }

            @Override
            public void failed(Family family) {
                resolverFailed = true;
                answered(family, List.of());
            }
        });
        if (!racing && !done) {
            deadline.set(settings.dnsTimeout(), this::lookUpTooLong);
        }
    }

    /** With this address alone. */
    void start(InetAddress address) {
        answers = Family.values().length - 1;
        answered(familyOf(address), List.of(address));
    }

    /** Nobody waits for it any more. */
    void cancel() {
        finish();
    }

    private void answered(Family family, List<InetAddress> found) {
        if (done) {
            return;
        }
        answers++;
        Deque<InetAddress> queue = waiting.computeIfAbsent(family, f -> new ArrayDeque<>());
        for (InetAddress address : found) {
            Optional<String> refused = rule.apply(address, port);
            if (refused.isPresent()) {
                refusal = refused;
            } else if (addresses < MOST_ADDRESSES) {
                addresses++;
                queue.add(address);
            }
        }
        if (racing) {
            if (!nextAttempt.isSet()) {
                attempt();
            }
        } else if (answers == Family.values().length || family == Family.IPV6 && !queue.isEmpty()) {
            race();
        } else if (!queue.isEmpty()) {
            resolutionDelay.set(RESOLUTION_DELAY, this::race);
        }
    }

    private void lookUpTooLong() {
        if (!racing) {
            resolverFailed = true;
            answers = Family.values().length;
            race();
        }
    }

    private void race() {
        if (racing || done) {
            return;
        }
        racing = true;
        racingNanos = System.nanoTime();
        resolutionDelay.cancel();
        deadline.cancel();
        attempt();
    }

    private void attempt() {
        nextAttempt.cancel();
        if (done) {
            return;
        }
        Optional<InetAddress> address = nextAddress();
        if (address.isEmpty()) {
            if (attempts.isEmpty() && answers == Family.values().length) {
                allFailed();
            }
            return;
        }
        if (!deadline.isSet()) {
            deadline.set(settings.connectTimeout(), this::connectTooLong);
        }
        if (answers < Family.values().length || waiting.values().stream().anyMatch(queue -> !queue.isEmpty())) {
            nextAttempt.set(ATTEMPT_DELAY, this::attempt);
        }
        connect(new InetSocketAddress(address.get(), port));
    }

    private Optional<InetAddress> nextAddress() {
        Family first = next;
        Family other = first == Family.IPV6 ? Family.IPV4 : Family.IPV6;
        for (Family family : List.of(first, other)) {
            Deque<InetAddress> queue = waiting.get(family);
            if (queue != null && !queue.isEmpty()) {
                next = family == Family.IPV6 ? Family.IPV4 : Family.IPV6;
                return Optional.of(queue.remove());
            }
        }
        return Optional.empty();
    }

    private void connect(InetSocketAddress address) {
        SocketChannel channel = sockets.newChannel();
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
        Attempt attempt = new Attempt(channel, address, System.nanoTime());
        attempts.add(attempt);
        loop.register(channel).addListener((ChannelFuture registered) -> {
            if (registered.isSuccess()) {
                ChannelFuture connecting = channel.connect(address);
                boolean atOnce = connecting.isDone();
                connecting.addListener((ChannelFuture connected) -> connected(attempt, connected, atOnce));
            } else {
                connected(attempt, registered, true);
            }
        });
    }

    private void connected(Attempt attempt, ChannelFuture result, boolean atOnce) {
        attempts.remove(attempt);
        if (done) {
            attempt.channel.close();
        } else if (result.isSuccess()) {
            // TCP_NODELAY is Netty's default.
            attempt.channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
            finish();
            goal.connected(attempt.channel, attempt.address, dnsNanos(), connectNanos());
        } else {
            attempt.channel.close();
            boolean reset = !atOnce && resetByItsServer(result.cause());
            if (reset && resets++ < MOST_RESETS) {
                waiting.get(familyOf(attempt.address.getAddress())).addFirst(attempt.address.getAddress());
            }
            note(reset ? Failure.REFUSED : failure(result.cause(), System.nanoTime() - attempt.begunNanos), attempt.address);
            attempt();
        }
    }

    /**
     * Whether the server had accepted and reset the connection before it was looked at: then the reset comes as the result of
     * connecting. Another attempt nearly always wins that race, and the client sees the reset as what it is.
     */
    private static boolean resetByItsServer(Throwable cause) {
        return cause instanceof SocketException && !(cause instanceof ConnectException) && !(cause instanceof NoRouteToHostException);
    }

    private static Family familyOf(InetAddress address) {
        return address.getAddress().length == 16 ? Family.IPV6 : Family.IPV4;
    }

    /** Of several failures the most telling counts: a server that refuses says more than a missing route. */
    private void note(Failure latest, InetSocketAddress address) {
        boolean first = failedIp.isEmpty();
        if (first || rank(latest) >= rank(failure)) {
            failure = latest;
            failedIp = Optional.of(address.getAddress().getHostAddress());
        }
    }

    private static int rank(Failure failure) {
        return switch (failure) {
            case REFUSED -> 2;
            case TIMED_OUT -> 1;
            default -> 0;
        };
    }

    private static Failure failure(Throwable cause, long nanos) {
        if (cause instanceof ConnectException) {
            // Both a refusal and the end of the kernel's patience look so; only the time tells.
            return nanos > KERNEL_TIMEOUT_NANOS ? Failure.TIMED_OUT : Failure.REFUSED;
        }
        return Failure.UNREACHABLE;
    }

    private void connectTooLong() {
        if (!attempts.isEmpty()) {
            note(Failure.TIMED_OUT, attempts.get(attempts.size() - 1).address);
        }
        allFailed();
    }

    private void allFailed() {
        finish();
        boolean tried = failedIp.isPresent();
        if (tried) {
            goal.failed(failure, failedIp, dnsNanos(), connectNanos());
        } else if (refusal.isPresent()) {
            goal.refused(refusal.get());
        } else {
            goal.failed(resolverFailed ? Failure.DNS_FAILURE : Failure.DNS_NOT_FOUND, Optional.empty(), dnsNanos(), OptionalLong.empty());
        }
    }

    private void finish() {
        done = true;
        nextAttempt.cancel();
        resolutionDelay.cancel();
        deadline.cancel();
        // Closing calls back.
        List<Attempt> losers = List.copyOf(attempts);
        attempts.clear();
        losers.forEach(attempt -> attempt.channel.close());
    }

    private OptionalLong dnsNanos() {
        return lookedUp ? OptionalLong.of((racing ? racingNanos : System.nanoTime()) - startedNanos) : OptionalLong.empty();
    }

    private OptionalLong connectNanos() {
        return racing ? OptionalLong.of(System.nanoTime() - racingNanos) : OptionalLong.empty();
    }
}
