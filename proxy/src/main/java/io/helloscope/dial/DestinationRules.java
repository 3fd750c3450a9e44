package io.helloscope.dial;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.Stream;

/**
 * Where clients may go. Asked for the name, and again for each address that is about to be dialled, so that no spelling of an address
 * and no answer of a resolver goes past it. Callable from any thread.
 */
final class DestinationRules {
    /** A network that is never a destination, or only where private ones are allowed, with the words for it. */
    private record Kind(String words, List<Network> networks) {
        private static Kind of(String words, String... networks) {
            return new Kind(words, Stream.of(networks).map(Network::parse).toList());
        }
    }

    /** Of no use to any client, or dangerous: instance metadata services hand out credentials. */
    private static final List<Kind> NEVER = List.of(
            // AWS, GCP and Azure use 169.254.169.254; Azure's host, Alibaba Cloud, Oracle Cloud, AWS and GCP on IPv6.
            Kind.of("the address of a cloud's instance metadata", "169.254.169.254", "168.63.129.16", "100.100.100.200", "192.0.0.192",
                    "fd00:ec2::254", "fd20:ce::254"),
            Kind.of("a link-local address", "169.254.0.0/16", "fe80::/10"),
            Kind.of("an unspecified address", "0.0.0.0/8", "::"),
            Kind.of("a multicast address", "224.0.0.0/4", "ff00::/8"),
            Kind.of("a broadcast or reserved address", "240.0.0.0/4"));

    private static final List<Kind> PRIVATE = List.of(
            Kind.of("a loopback address", "127.0.0.0/8", "::1"),
            // RFC 1918, RFC 6598 (carrier-grade NAT), RFC 6890, RFC 2544; RFC 4193, RFC 3879, RFC 8215.
            Kind.of("a private address", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "192.0.0.0/24",
                    "198.18.0.0/15", "fc00::/7", "fec0::/10", "64:ff9b:1::/48"));

    private final boolean privateAllowed;
    private final List<HostPattern> denied;
    private final Set<InetSocketAddress> own = new CopyOnWriteArraySet<>();

    DestinationRules(boolean privateAllowed, List<HostPattern> denied, Collection<InetSocketAddress> own) {
        this.privateAllowed = privateAllowed;
        this.denied = List.copyOf(denied);
        this.own.addAll(own);
    }

    /** From now on this listener is refused too. */
    void refuseOwn(InetSocketAddress listener) {
        own.add(listener);
    }

    /** Why this host, as the client named it, is refused; empty where it is not. */
    Optional<String> refusal(String host) {
        return denied.stream().filter(pattern -> pattern.matches(host)).findFirst()
                .map(pattern -> host + " is refused by the rule " + pattern + " of this proxy");
    }

    /** Why this address is refused, with an IPv4 address inside it taken out first; empty where it is not. */
    Optional<String> refusal(InetAddress address, int port) {
        for (byte[] form : EmbeddedIpv4.formsOf(address.getAddress())) {
            Optional<String> refusal = refusal(address, form, port);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    /** Why this address of a next proxy is refused: the settings name it, so only a loop is. */
    Optional<String> loop(InetAddress address, int port) {
        return EmbeddedIpv4.formsOf(address.getAddress()).stream().filter(form -> isOwn(IpLiteral.of(form), port)).findFirst()
                .map(form -> shown(address, form) + " port " + port + " is this proxy itself");
    }

    private Optional<String> refusal(InetAddress address, byte[] form, int port) {
        InetAddress meant = IpLiteral.of(form);
        Optional<Kind> never = kind(NEVER, meant);
        if (never.isPresent()) {
            return Optional.of(shown(address, form) + " is " + never.get().words + ", to which this proxy never connects");
        }
        if (isOwn(meant, port)) {
            return Optional.of(shown(address, form) + " port " + port + " is this proxy itself");
        }
        Optional<HostPattern> rule = denied.stream().filter(pattern -> pattern.matches(meant)).findFirst();
        if (rule.isPresent()) {
            return Optional.of(shown(address, form) + " is refused by the rule " + rule.get() + " of this proxy");
        }
        return privateAllowed ? Optional.empty()
                : kind(PRIVATE, meant).map(kind ->
                        shown(address, form) + " is " + kind.words + ", which this proxy's settings do not allow");
    }

    private static Optional<Kind> kind(List<Kind> kinds, InetAddress address) {
        return kinds.stream().filter(kind -> kind.networks.stream().anyMatch(network -> network.contains(address))).findFirst();
    }

    private boolean isOwn(InetAddress address, int port) {
        return own.stream().anyMatch(listener -> listener.getPort() == port
                && (listener.getAddress().isAnyLocalAddress() ? LocalAddresses.contains(address) : listener.getAddress().equals(address)));
    }

    private static String shown(InetAddress address, byte[] form) {
        String text = address.getHostAddress();
        return form.length == address.getAddress().length ? text : text + " stands for " + IpLiteral.of(form).getHostAddress() + ", which";
    }
}
