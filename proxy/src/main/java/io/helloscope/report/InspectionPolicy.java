package io.helloscope.report;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which hosts the organisation wants to be inspected, and which not; the first rule that matches a host counts.
 *
 * @param rules in their order
 */
public record InspectionPolicy(List<Rule> rules) {
    /** Nothing is expected. */
    public static final InspectionPolicy NONE = new InspectionPolicy(List.of());

    public InspectionPolicy {
        rules = List.copyOf(rules);
    }

    /**
     * One expectation.
     *
     * @param hosts which hosts it is about
     * @param inspected whether they must be, or must not be
     * @param issuer by a CA whose name has this in it, where that matters
     */
    public record Rule(Predicate<String> hosts, boolean inspected, Optional<String> issuer) {
    }

    Optional<Rule> about(String host) {
        return rules.stream().filter(rule -> rule.hosts().test(host)).findFirst();
    }
}
