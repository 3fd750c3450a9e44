package io.helloscope.dial;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.HostsFileEntriesResolver;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Addresses of names: fixed ones, the system's table of hosts, then DNS, for each family on its own. Callable from any thread.
 */
final class Names implements AutoCloseable {
    /** What is known of one family. */
    interface Listener {
        /** These addresses; none where there are none. */
        void resolved(Family family, List<InetAddress> addresses);

        /** It cannot be told. */
        void failed(Family family);
    }

    /** IPv6 or IPv4. */
    enum Family {
        IPV6, IPV4;

        private boolean holds(InetAddress address) {
            return (this == IPV6) == (address.getAddress().length == 16);
        }
    }

    private final List<FixedHost> fixed;
    private final HostsFile hostsFile;
    private final Rcodes rcodes6 = new Rcodes();
    private final Rcodes rcodes4 = new Rcodes();
    private final DnsNameResolver ipv6;
    private final DnsNameResolver ipv4;

    Names(DialSettings settings, HostsFile hostsFile, EventLoop loop, Class<? extends SocketChannel> socket,
            Class<? extends DatagramChannel> datagram) {
        fixed = Stream.concat(settings.fixedHosts().stream().filter(f -> f.hosts().exact()),
                settings.fixedHosts().stream().filter(f -> !f.hosts().exact())).toList();
        this.hostsFile = hostsFile;
        ipv6 = resolver(settings, ResolvedAddressTypes.IPV6_ONLY, rcodes6, loop, socket, datagram);
        ipv4 = resolver(settings, ResolvedAddressTypes.IPV4_ONLY, rcodes4, loop, socket, datagram);
    }

    private static DnsNameResolver resolver(DialSettings settings, ResolvedAddressTypes types, Rcodes rcodes, EventLoop loop,
            Class<? extends SocketChannel> socket, Class<? extends DatagramChannel> datagram) {
        DnsNameResolverBuilder builder = new DnsNameResolverBuilder(loop)
                .datagramChannelType(datagram).socketChannelType(socket)
                .resolvedAddressTypes(types)
                .hostsFileEntriesResolver((HostsFileEntriesResolver) (name, wanted) -> null)
                .resolveCache(new TtlCache(settings.cachedNames() / 2, settings.maxTtl(), settings.negativeTtl(), rcodes, System::nanoTime))
                .dnsQueryLifecycleObserverFactory(rcodes)
                .cnameCache(NoopDnsCnameCache.INSTANCE)
                .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                .consolidateCacheSize(256)
                // A lost datagram, or a name server that is away, leaves time for another.
                .queryTimeoutMillis(Math.max(100, settings.dnsTimeout().toMillis() * 2 / 5));
        if (!settings.dnsServers().isEmpty()) {
            builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(settings.dnsServers())).searchDomains(List.of());
        }
        return builder.build();
    }

    /** Asks for both families; the listener is called on this loop, once for each, perhaps before this returns. */
    void lookUp(String host, EventLoop loop, Listener listener) {
        List<InetAddress> known = known(host);
        for (Family family : Family.values()) {
            if (!known.isEmpty()) {
                listener.resolved(family, known.stream().filter(family::holds).toList());
            } else {
                Promise<List<InetAddress>> promise = loop.newPromise();
                Rcodes rcodes = family == Family.IPV6 ? rcodes6 : rcodes4;
                promise.addListener((Future<List<InetAddress>> answer) -> answered(host, family, rcodes, answer, listener));
                (family == Family.IPV6 ? ipv6 : ipv4).resolveAll(host, promise);
            }
        }
    }

    private List<InetAddress> known(String host) {
        Optional<InetAddress> literal = IpLiteral.address(host);
        if (literal.isPresent()) {
            return List.of(literal.get());
        }
        for (FixedHost candidate : fixed) {
            if (candidate.hosts().matches(host)) {
                return candidate.addresses();
            }
        }
        return hostsFile.addresses(host);
    }

    private static void answered(String host, Family family, Rcodes rcodes, Future<List<InetAddress>> answer, Listener listener) {
        if (answer.isSuccess()) {
            listener.resolved(family, answer.getNow());
        } else if (rcodes.saysThatThereIsNone(host, answer.cause())) {
            listener.resolved(family, List.of());
        } else {
            listener.failed(family);
        }
    }

    @Override
    public void close() {
        ipv6.close();
        ipv4.close();
    }
}
