package io.helloscope.intercept;

import io.helloscope.intercept.PathMemory.HostState;
import io.helloscope.intercept.PathSummary.Member;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes one verdict of all hosts of a path. */
final class PathSummaries {
    private static final int MOST_MEMBERS = 200;

    private PathSummaries() {
    }

    static PathSummary of(String id, PathMemory path, Instant now) {
        List<HostState> states = path.hosts(now).stream().sorted(Comparator.comparing(HostState::at).reversed()).toList();
        Map<Verdict, Integer> hosts = new EnumMap<>(Verdict.class);
        Map<String, Integer> products = new TreeMap<>();
        for (HostState state : states) {
            hosts.merge(state.interception().verdict(), 1, Integer::sum);
            if (state.interception().verdict().isIntercepted()) {
                products.merge(state.interception().product().map(Interception.NamedProduct::id).orElse("unnamed"), 1, Integer::sum);
            }
        }
        Optional<Interception> told = told(states, path, now);
        return new PathSummary(id, told.map(Interception::verdict).orElse(Verdict.UNKNOWN), told.flatMap(Interception::position),
                told.flatMap(Interception::product), told.flatMap(Interception::expected), told.map(Interception::evidence).orElse(List.of()), hosts, products,
                path.fleet.size(now), states.stream().limit(MOST_MEMBERS).map(state -> new Member(state.host(), state.interception(), state.at(), state.byProbe()))
                        .toList());
    }

    /** The strongest verdict of a host; where most hosts show their own certificates it says no more than possible of the path. */
    private static Optional<Interception> told(List<HostState> states, PathMemory path, Instant now) {
        Optional<Interception> strongest = states.stream().map(HostState::interception).max(Comparator.comparing(Interception::verdict));
        if (strongest.filter(most -> most.verdict().isIntercepted()).isPresent()) {
            return path.isIntercepting(now) ? strongest : strongest.map(most -> most.atMost(Verdict.POSSIBLE));
        }
        Optional<Interception> hidden = path.fleetVerdict(now);
        if (strongest.isEmpty() || hidden.filter(fleet -> fleet.verdict().compareTo(strongest.get().verdict()) > 0).isPresent()) {
            return hidden;
        }
        return strongest;
    }
}
