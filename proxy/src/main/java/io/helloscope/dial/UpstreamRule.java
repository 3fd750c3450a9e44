package io.helloscope.dial;

import java.util.List;
import java.util.Optional;

/**
 * How some hosts are reached; the first rule that matches counts.
 *
 * @param hosts which hosts, as the client named them
 * @param proxy through which proxy; empty: direct
 */
public record UpstreamRule(List<HostPattern> hosts, Optional<NextProxy> proxy) {
    public UpstreamRule {
        hosts = List.copyOf(hosts);
    }

    boolean matches(String host) {
        return hosts.stream().anyMatch(pattern -> pattern.matches(host));
    }
}
