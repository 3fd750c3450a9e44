package io.helloscope.intercept;

import io.helloscope.intercept.Interception.NamedProduct;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one way to servers.
 *
 * @param id {@code direct}, or host and port of the next proxy
 * @param verdict whether something on it takes part in connections of all kinds; single error pages of gear do not count
 * @param position where it is
 * @param product what it is
 * @param expected whether it is the organisation's own gear
 * @param evidence of the host that tells most
 * @param hosts how many hosts by their verdict, of those that were met within a day and whose certificate was in sight
 * @param products how many hosts by the id of the product; {@code unnamed} where nothing names it
 * @param hidden hosts whose certificate only TLS 1.3 hides from a verdict
 * @param members the hosts whose certificates were in sight, newest first
 */
public record PathSummary(String id, Verdict verdict, Optional<Position> position, Optional<NamedProduct> product, Optional<Boolean> expected,
        List<Mark> evidence, Map<Verdict, Integer> hosts, Map<String, Integer> products, int hidden, List<Member> members) {
    public PathSummary {
        evidence = List.copyOf(evidence);
        hosts = Map.copyOf(hosts);
        products = Map.copyOf(products);
        members = List.copyOf(members);
    }

    /**
     * One host.
     *
     * @param byProbe whether this program had to ask for the certificate
     */
    public record Member(String host, Interception interception, Instant at, boolean byProbe) {
    }

    /** The share of hosts that are inspected, 0..1, among those whose certificate was in sight; empty where there are none. */
    public Optional<Double> coverage() {
        int all = hosts.values().stream().mapToInt(Integer::intValue).sum();
        int inspected = hosts.getOrDefault(Verdict.CERTAIN, 0) + hosts.getOrDefault(Verdict.LIKELY, 0);
        return all == 0 ? Optional.empty() : Optional.of((double) inspected / all);
    }
}
