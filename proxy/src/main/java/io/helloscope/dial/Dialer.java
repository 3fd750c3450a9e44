package io.helloscope.dial;

import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Reaches servers, directly or through a next proxy, as far as the rules for destinations allow. Callable from any thread.
 */
public final class Dialer implements AutoCloseable {
    private final DialSettings settings;
    private final ReflectiveChannelFactory<? extends SocketChannel> sockets;
    private final DestinationRules rules;
    private final Names names;

    /**
     * A dialler for channels of one transport.
     *
     * @param group one of its loops drives the resolver
     * @param socket channels that connect
     * @param datagram channels for the resolver
     */
    public Dialer(DialSettings settings, EventLoopGroup group, Class<? extends SocketChannel> socket,
            Class<? extends DatagramChannel> datagram) {
        this.settings = settings;
        this.sockets = new ReflectiveChannelFactory<>(socket);
        this.rules = new DestinationRules(settings.privateAllowed(), settings.denied(), settings.own());
        this.names = new Names(settings, HostsFile.ofSystem(), group.next(), socket, datagram);
    }

    /** From now on this address, on which this program listens, is refused as a destination too. */
    public void refuseOwn(InetSocketAddress listener) {
        rules.refuseOwn(listener);
    }

    /**
     * Connects to a destination so that every byte sent reaches it. The future is completed on the loop, never fails, and may be
     * cancelled by whoever lost interest.
     *
     * @param destination where to
     * @param loop the event loop of the connection
     */
    public Future<Dialed> dial(Destination destination, EventLoop loop) {
        return dial(destination, loop, false);
    }

    /**
     * Connects for plain http requests: as {@link #dial}, but where the way leads through an HTTP proxy, to that proxy itself, which
     * takes requests in absolute form.
     */
    public Future<Dialed> dialForHttp(Destination destination, EventLoop loop) {
        return dial(destination, loop, true);
    }

    /**
     * Connects to this very address of a destination, directly whatever the rules for next proxies say. The rules for destinations
     * hold as with {@link #dial}, for the name and for the address.
     *
     * @param destination whose host and port
     * @param address one of its addresses
     */
    public Future<Dialed> dialAddress(Destination destination, InetAddress address, EventLoop loop) {
        Promise<Dialed> promise = loop.newPromise();
        Dialing dialing = dialing(destination, loop, false, promise);
        onLoop(loop, () -> dialing.start(address));
        return promise;
    }

    private Future<Dialed> dial(Destination destination, EventLoop loop, boolean forHttp) {
        Promise<Dialed> promise = loop.newPromise();
        onLoop(loop, dialing(destination, loop, forHttp, promise)::start);
        return promise;
    }

    private Dialing dialing(Destination destination, EventLoop loop, boolean forHttp, Promise<Dialed> promise) {
        Destination normal = new Destination(HostPattern.normal(destination.host()), destination.port());
        return new Dialing(settings, sockets, rules, names, loop, normal, forHttp, promise);
    }

    /**
     * All addresses that a host has as far as this program's resolver tells, IPv6 first; none where it has none or it cannot be told.
     * They are not judged by the rules for destinations: dialling does that. The future is completed on the loop and never fails.
     */
    public Future<List<InetAddress>> addresses(String host, EventLoop loop) {
        Promise<List<InetAddress>> promise = loop.newPromise();
        onLoop(loop, () -> new AllAddresses(loop, settings.dnsTimeout(), promise).start(names, HostPattern.normal(host)));
        return promise;
    }

    private static void onLoop(EventLoop loop, Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /** How this host would be reached; empty: directly. */
    public Optional<NextProxy> nextProxy(String host) {
        return Dialing.nextProxy(settings, HostPattern.normal(host));
    }

    /** Why this address is refused as a destination, in a sentence; empty where it is not. */
    public Optional<Reach.Refused> refusal(InetSocketAddress address) {
        return rules.refusal(address.getAddress(), address.getPort())
                .map(detail -> new Reach.Refused(Reach.Refusal.DESTINATION_DENIED, detail));
    }

    /** Closes the resolver's sockets. */
    @Override
    public void close() {
        names.close();
    }
}
