package io.helloscope.dial;

import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Reach.DialTimes;
import io.helloscope.observe.Reach.Failure;
import io.helloscope.observe.Reach.NextProxyAnswer;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * One way to one destination: rules, then the race to the server or to the next proxy, then the talk with that proxy. Confined to
 * its event loop.
 */
final class Dialing {
    private static final int LONGEST_HOST = 255;

    private final DialSettings settings;
    private final ChannelFactory<? extends SocketChannel> sockets;
    private final DestinationRules rules;
    private final Names names;
    private final EventLoop loop;
    private final Destination destination;
    private final boolean forHttp;
    private final Promise<Dialed> promise;
    /** Stops what is under way. */
    private Runnable stop = () -> {
    };

    Dialing(DialSettings settings, ChannelFactory<? extends SocketChannel> sockets, DestinationRules rules, Names names, EventLoop loop,
            Destination destination, boolean forHttp, Promise<Dialed> promise) {
        this.settings = settings;
        this.sockets = sockets;
        this.rules = rules;
        this.names = names;
        this.loop = loop;
        this.destination = destination;
        this.forHttp = forHttp;
        this.promise = promise;
    }

    /** By name, in the way that the rules say. */
    void start() {
        if (!mayStart()) {
            return;
        }
        String host = destination.host();
        Optional<NextProxy> proxy = nextProxy(settings, host);
        if (proxy.isPresent()) {
            through(proxy.get());
        } else {
            directly(race -> race.start(names, host));
        }
    }

    /** To this address of the destination, directly. */
    void start(InetAddress address) {
        if (mayStart()) {
            directly(race -> race.start(address));
        }
    }

    /** Whether the host is allowed and can be reached at all; where not, that is told. */
    private boolean mayStart() {
        promise.addListener(result -> {
            if (result.isCancelled()) {
                stop.run();
            }
        });
        String host = destination.host();
        Optional<InetAddress> literal = IpLiteral.address(host);
        Optional<String> refusal = literal.flatMap(address -> rules.refusal(address, destination.port())).or(() -> rules.refusal(host));
        if (refusal.isPresent()) {
            refused(refusal.get());
            return false;
        } else if (!canExist(host) || literal.isEmpty() && IpLiteral.meantAsAddress(host)) {
            failed(Failure.DNS_NOT_FOUND, Optional.empty(), Optional.empty(), Optional.empty(), DialTimes.NONE);
            return false;
        }
        return true;
    }

    static Optional<NextProxy> nextProxy(DialSettings settings, String host) {
        for (UpstreamRule rule : settings.upstreamRules()) {
            if (rule.matches(host)) {
                return rule.proxy();
            }
        }
        return Optional.empty();
    }

    /** Whether it can be sent to a resolver and to a next proxy as it is. */
    private static boolean canExist(String host) {
        return !host.isEmpty() && host.length() <= LONGEST_HOST && host.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private void directly(Consumer<Race> start) {
        race(start, destination.port(), rules::refusal, new Race.Goal() {
            @Override
            public void connected(SocketChannel channel, InetSocketAddress address, OptionalLong dns, OptionalLong connect) {
                reached(channel, address, Optional.empty(), new DialTimes(dns, connect, OptionalLong.empty()));
            }

            @Override
            public void failed(Failure failure, Optional<String> ip, OptionalLong dns, OptionalLong connect) {
                Dialing.this.failed(failure, ip, Optional.empty(), Optional.empty(), new DialTimes(dns, connect, OptionalLong.empty()));
            }

            @Override
            public void refused(String detail) {
                Dialing.this.refused(destination.host() + ": " + detail);
            }
        });
    }

    private void through(NextProxy proxy) {
        race(race -> race.start(names, proxy.host()), proxy.port(), rules::loop, new Race.Goal() {
            @Override
            public void connected(SocketChannel channel, InetSocketAddress address, OptionalLong dns, OptionalLong connect) {
                if (forHttp && proxy.kind() == NextProxy.Kind.HTTP) {
                    reached(channel, address, Optional.of(proxy), new DialTimes(dns, connect, OptionalLong.empty()));
                } else {
                    talk(proxy, channel, address, dns, connect);
                }
            }

            @Override
            public void failed(Failure failure, Optional<String> ip, OptionalLong dns, OptionalLong connect) {
                Dialing.this.failed(Failure.NEXT_PROXY_UNREACHABLE, ip, Optional.of(proxy), Optional.empty(),
                        new DialTimes(dns, connect, OptionalLong.empty()));
            }

            @Override
            public void refused(String detail) {
                Dialing.this.refused("the next proxy " + proxy.address() + ": " + detail);
            }
        });
    }

    private void race(Consumer<Race> start, int port, BiFunction<InetAddress, Integer, Optional<String>> rule, Race.Goal goal) {
        Race race = new Race(loop, sockets, settings, rule, port, goal);
        stop = race::cancel;
        start.accept(race);
    }

    private void talk(NextProxy proxy, SocketChannel channel, InetSocketAddress address, OptionalLong dns, OptionalLong connect) {
        long begun = System.nanoTime();
        NextProxyTalk.Goal goal = new NextProxyTalk.Goal() {
            private DialTimes times() {
                return new DialTimes(dns, connect, OptionalLong.of(System.nanoTime() - begun));
            }

            @Override
            public void open() {
                reached(channel, address, Optional.of(proxy), times());
            }

            @Override
            public void failed(Failure failure, Optional<NextProxyAnswer> answer) {
                Dialing.this.failed(failure, Optional.of(address.getAddress().getHostAddress()), Optional.of(proxy), answer, times());
            }
        };
        NextProxyTalk talk = switch (proxy.kind()) {
            case HTTP -> new HttpConnect(channel, destination, proxy.credentials(), settings.nextProxyTimeout(), goal);
            case SOCKS5 -> new Socks5Connect(channel, destination, proxy.credentials(), settings.nextProxyTimeout(), goal);
        };
        stop = talk::cancel;
        talk.start();
    }

    private void reached(SocketChannel channel, InetSocketAddress address, Optional<NextProxy> proxy, DialTimes times) {
        Reach.Connected reach = new Reach.Connected(address.getAddress().getHostAddress(), address.getPort(),
                proxy.map(NextProxy::address), times);
        Optional<NextProxy> forward = forHttp ? proxy.filter(p -> p.kind() == NextProxy.Kind.HTTP) : Optional.empty();
        if (!promise.trySuccess(new Dialed.Reached(channel, reach, forward))) {
            channel.close();
        }
    }

    private void failed(Failure failure, Optional<String> ip, Optional<NextProxy> proxy, Optional<NextProxyAnswer> answer,
            DialTimes times) {
        promise.trySuccess(new Dialed.Unreached(new Reach.Failed(failure, ip, proxy.map(NextProxy::address), answer, times)));
    }

    private void refused(String detail) {
        promise.trySuccess(new Dialed.Unreached(new Reach.Refused(Reach.Refusal.DESTINATION_DENIED, detail)));
    }
}
