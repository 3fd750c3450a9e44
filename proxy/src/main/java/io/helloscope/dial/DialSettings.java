package io.helloscope.dial;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How servers are reached.
 *
 * @param fixedHosts names with fixed addresses
 * @param dnsServers whom to ask; empty: those of the system
 * @param dnsTimeout for a name; 100 ms..5 min
 * @param maxTtl an answer is kept for its own time to live, at most for this; 0..7 days
 * @param negativeTtl that a name does not exist is kept for this; 0..1 h
 * @param cachedNames names that are kept, at most; 16..1,000,000
 * @param connectTimeout for TCP, all addresses of a name together; 100 ms..5 min
 * @param nextProxyTimeout for a next proxy's answer; 100 ms..5 min
 * @param upstreamRules next proxies; where none matches: direct
 * @param privateAllowed whether loopback and private destinations are allowed, see {@link PrivateDestinations}
 * @param denied hosts and networks that are refused
 * @param own addresses on which this program listens: dialling them would be a loop; those bound later are told to
 *         {@link Dialer#refuseOwn}
 */
public record DialSettings(List<FixedHost> fixedHosts, List<InetSocketAddress> dnsServers, Duration dnsTimeout, Duration maxTtl,
        Duration negativeTtl, int cachedNames, Duration connectTimeout, Duration nextProxyTimeout, List<UpstreamRule> upstreamRules,
        boolean privateAllowed, List<HostPattern> denied, List<InetSocketAddress> own) {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** What is used where the settings say nothing, and the listener is on loopback. */
    public static final DialSettings DEFAULT = new DialSettings(List.of(), List.of(), Duration.ofSeconds(5), Duration.ofDays(1),
            Duration.ofSeconds(10), 10_000, Duration.ofSeconds(10), Duration.ofSeconds(10), List.of(), true, List.of(), List.of());

    public DialSettings {
        fixedHosts = List.copyOf(fixedHosts);
        dnsServers = List.copyOf(dnsServers);
        upstreamRules = List.copyOf(upstreamRules);
        denied = List.copyOf(denied);
        own = List.copyOf(own);
        expect("DNS time limit", dnsTimeout, SHORTEST, LONGEST);
        expect("longest time to live", maxTtl, Duration.ZERO, Duration.ofDays(7));
        expect("negative time to live", negativeTtl, Duration.ZERO, Duration.ofHours(1));
        expect("connect time limit", connectTimeout, SHORTEST, LONGEST);
        expect("next proxy's time limit", nextProxyTimeout, SHORTEST, LONGEST);
        if (cachedNames < 16 || cachedNames > 1_000_000) {
            throw new IllegalArgumentException("cached names: " + cachedNames + " (expected: 16..1000000)");
        }
    }

    private static void expect(String name, Duration duration, Duration least, Duration most) {
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: " + least + ".." + most + ")");
        }
    }

    /** The same with other fixed addresses. */
    public DialSettings withFixedHosts(FixedHost... hosts) {
        return new DialSettings(List.of(hosts), dnsServers, dnsTimeout, maxTtl, negativeTtl, cachedNames, connectTimeout,
                nextProxyTimeout, upstreamRules, privateAllowed, denied, own);
    }

    /** The same with other name servers. */
    public DialSettings withDnsServers(InetSocketAddress... servers) {
        return new DialSettings(fixedHosts, List.of(servers), dnsTimeout, maxTtl, negativeTtl, cachedNames, connectTimeout,
                nextProxyTimeout, upstreamRules, privateAllowed, denied, own);
    }

    /** The same with other time limits. */
    public DialSettings withTimeouts(Duration dns, Duration connect, Duration nextProxy) {
        return new DialSettings(fixedHosts, dnsServers, dns, maxTtl, negativeTtl, cachedNames, connect, nextProxy, upstreamRules,
                privateAllowed, denied, own);
    }

    /** The same with other next proxies. */
    public DialSettings withUpstreamRules(UpstreamRule... rules) {
        return new DialSettings(fixedHosts, dnsServers, dnsTimeout, maxTtl, negativeTtl, cachedNames, connectTimeout, nextProxyTimeout,
                List.of(rules), privateAllowed, denied, own);
    }

    /** The same with private destinations allowed or not. */
    public DialSettings withPrivateAllowed(boolean allowed) {
        return new DialSettings(fixedHosts, dnsServers, dnsTimeout, maxTtl, negativeTtl, cachedNames, connectTimeout, nextProxyTimeout,
                upstreamRules, allowed, denied, own);
    }

    /** The same with other refused hosts. */
    public DialSettings withDenied(HostPattern... hosts) {
        return new DialSettings(fixedHosts, dnsServers, dnsTimeout, maxTtl, negativeTtl, cachedNames, connectTimeout, nextProxyTimeout,
                upstreamRules, privateAllowed, List.of(hosts), own);
    }
}
