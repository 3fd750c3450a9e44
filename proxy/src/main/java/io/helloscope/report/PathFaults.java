package io.helloscope.report;

import io.helloscope.intercept.PublicNames;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Reach;
import io.helloscope.verdict.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Failures of one shape at hosts that have nothing to do with each other, on one path within minutes: not each of these servers is
 * broken in the same way, something on the path is. A single broken server is not a network fault.
 */
final class PathFaults {
    /** So many owners do not break their servers alike in the same minutes. */
    static final int ENOUGH = 3;
    private static final Duration TOGETHER = Duration.ofMinutes(10);
    private static final int MOST = 2_000;
    private static final int MOST_LOOKED_AT = 500;
    /** Shapes that a box on the path can give to connections of all servers; a certificate's fault is its owner's. */
    private static final Set<Cause> SHAPES = EnumSet.of(Cause.NO_ANSWER_TO_HELLO, Cause.RESET_AFTER_HELLO, Cause.CLOSED_AFTER_HELLO, Cause.RESET_BEFORE_HELLO,
            Cause.CLOSED_BEFORE_HELLO, Cause.VERSION_INTOLERANCE, Cause.GREASE_INTOLERANCE, Cause.LARGE_HELLO_INTOLERANCE, Cause.EXTENSION_INTOLERANCE,
            Cause.SERVER_REJECTED_HELLO, Cause.SERVER_VERSION_TOO_OLD, Cause.UNRECOGNIZED_NAME, Cause.CAPTIVE_PORTAL, Cause.BLOCK_PAGE, Cause.NON_TLS_ANSWER,
            Cause.SERVER_SPEAKS_HTTP, Cause.DOWNGRADE_DETECTED, Cause.SERVER_INTERNAL_ERROR, Cause.SERVER_DECLINED, Cause.RESET_DURING_HANDSHAKE,
            Cause.CLOSED_DURING_HANDSHAKE, Cause.STALLED_DURING_HANDSHAKE, Cause.ACCESS_DENIED, Cause.PATH_MTU, Cause.MALFORMED_SERVER_ANSWER,
            Cause.SERVER_RECORDS_CORRUPTED, Cause.PARAMETER_NOT_OFFERED, Cause.ECH_REQUIRED);

    /** What servers answer to a hello that is bad for all of them: then its client is at fault, unless it is one whose hellos are known to be good. */
    private static final Set<Cause> MAY_BE_THE_HELLOS = EnumSet.of(Cause.SERVER_REJECTED_HELLO, Cause.SERVER_INTERNAL_ERROR, Cause.SERVER_DECLINED,
            Cause.PARAMETER_NOT_OFFERED);

    private final Predicate<String> knownAgent;
    private final Map<String, Fault> faults = new LinkedHashMap<>();

    /**
     * Nothing has failed yet.
     *
     * @param knownAgent whether a client that calls itself so is one whose hellos servers take
     */
    PathFaults(Predicate<String> knownAgent) {
        this.knownAgent = knownAgent;
    }

    private record Fault(String path, Cause cause, String host, String domain, Instant at) {
    }

    /**
     * The same failure at many hosts.
     *
     * @param hosts one of each owner, at least {@value #ENOUGH}
     * @param ids connections that failed so
     */
    record Pattern(List<String> hosts, List<String> ids) {
    }

    /** A connection failed so, as far as is known now; answers what it has in common with others. */
    Optional<Pattern> failed(Connection connection, Cause cause, Instant now) {
        faults.remove(connection.id());
        boolean hellos = MAY_BE_THE_HELLOS.contains(cause) && connection.client().userAgent().filter(knownAgent).isEmpty();
        if (hellos || !SHAPES.contains(cause) || !(connection.reach() instanceof Reach.Connected way)) {
            return Optional.empty();
        }
        String host = connection.destination().host();
        faults.put(connection.id(), new Fault(way.nextProxy().orElse("direct"), cause, host, PublicNames.domain(host), now));
        if (faults.size() > MOST) {
            faults.remove(faults.keySet().iterator().next());
        }
        return pattern(faults.get(connection.id()), now);
    }

    private Optional<Pattern> pattern(Fault fault, Instant now) {
        Map<String, String> owners = new LinkedHashMap<>();
        List<String> ids = new ArrayList<>();
        for (Map.Entry<String, Fault> entry : faults.entrySet()) {
            Fault other = entry.getValue();
            if (other.cause() == fault.cause() && other.path().equals(fault.path()) && other.at().isAfter(now.minus(TOGETHER)) && ids.size() < MOST_LOOKED_AT) {
                ids.add(entry.getKey());
                if (owners.keySet().stream().noneMatch(domain -> PublicNames.related(domain, other.domain()))) {
                    owners.put(other.domain(), other.host());
                }
            }
        }
        return owners.size() < ENOUGH ? Optional.empty() : Optional.of(new Pattern(List.copyOf(owners.values()), List.copyOf(ids)));
    }
}
