package io.helloscope.dial;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Fixed addresses of some hosts; a pattern without wildcard goes before those with one, then the first that matches counts.
 *
 * @param hosts which hosts
 * @param addresses their addresses, at least one
 */
public record FixedHost(HostPattern hosts, List<InetAddress> addresses) {
    public FixedHost {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException(hosts + ": no address (expected: at least one)");
        }
    }

    /**
     * What is written so.
     *
     * @throws IllegalArgumentException where a pattern or an address is none; the message is for people
     */
    public static FixedHost parse(String hosts, String... addresses) {
        return new FixedHost(HostPattern.parse(hosts), Arrays.stream(addresses).map(text -> IpLiteral.address(text.strip())
                .orElseThrow(() -> new IllegalArgumentException(text + " (expected: an IPv4 or IPv6 address)"))).toList());
    }
}
