package io.helloscope.report;

import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Diagnosis;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Connection;
import io.helloscope.observe.ConnectionId;
import io.helloscope.observe.Observation;
import io.helloscope.observe.Reach;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Evidence;
import io.helloscope.verdict.EvidenceSource;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the captive-portal checks of systems and browsers as they pass: an answer that is not the known one comes from a portal.
 * One wrong answer makes that possible, wrong answers of two different checks make it certain.
 */
final class PortalWatch {
    private static final Duration TOGETHER = Duration.ofMinutes(10);

    private final List<Knowledge.PortalCheck> checks;
    private final Classifier classifier;
    private final Recent<String, Map<String, Instant>> wrong;
    private long number;

    PortalWatch(Knowledge knowledge, Classifier classifier, ReportSettings settings, Counters counters) {
        this.checks = knowledge.portalChecks();
        this.classifier = classifier;
        this.wrong = new Recent<>(settings.openConnections(), "portal-checks", counters);
    }

    /** A report where this answer speaks of a portal. */
    Optional<ConnectionReport> answered(HttpExchange exchange, Instant now) {
        List<Knowledge.PortalCheck> asked = checks.stream().filter(check -> check.host().equals(exchange.destination().host())
                && exchange.path().equals(check.path())).toList();
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        String client = exchange.client().ip();
        if (asked.stream().anyMatch(check -> right(check, exchange))) {
            wrong.get(client).ifPresent(all -> all.remove(exchange.destination().host()));
            return Optional.empty();
        }
        Map<String, Instant> all = wrong.getOr(client, HashMap::new);
        all.values().removeIf(at -> at.plus(TOGETHER).isBefore(now));
        all.put(exchange.destination().host(), now);
        return Optional.of(report(exchange, all.size()));
    }

    private static boolean right(Knowledge.PortalCheck check, HttpExchange exchange) {
        return exchange.status() == check.status() && exchange.bodyStart().latin1().startsWith(check.body());
    }

    private ConnectionReport report(HttpExchange exchange, int different) {
        String answer = "The captive-portal check at " + exchange.destination().host() + " was answered with status " + exchange.status()
                + exchange.location().map(to -> " and a redirect to " + Escape.text(to, 120)).orElse("") + ", which is not its known answer.";
        List<Evidence> evidence = different < 2 ? List.of(new Evidence(EvidenceSource.SERVER_BYTES, answer))
                : List.of(new Evidence(EvidenceSource.SERVER_BYTES, answer),
                        new Evidence(EvidenceSource.HISTORY, different + " different checks were answered wrongly within ten minutes."));
        Diagnosis diagnosis = classifier.describe(Cause.CAPTIVE_PORTAL, different < 2 ? Confidence.POSSIBLE : Confidence.CERTAIN, evidence);
        Connection connection = new Connection(ConnectionId.of(exchange.at(), number++), exchange.at(), 0, Arrival.HTTP, exchange.client(),
                exchange.destination(), new Reach.Pending(), Observation.NONE, Optional.empty(), OptionalLong.of(0));
        return new ConnectionReport(connection, diagnosis, Outcome.FAILURE, true, false, Optional.empty());
    }
}
