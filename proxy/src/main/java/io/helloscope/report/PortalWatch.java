package io.helloscope.report;

import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Diagnosis;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.knowledge.Knowledge.PortalCheck;
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
import io.helloscope.verdict.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the captive-portal checks of systems and browsers as they pass: an answer that is not the known one comes from a portal.
 * One wrong answer makes that possible, wrong answers of two different checks make it certain.
 */
final class PortalWatch {
    private static final Duration TOGETHER = Duration.ofMinutes(10);
    private static final int NETWORK_AUTHENTICATION_REQUIRED = 511;
    private static final int NOT_MODIFIED = 304;
    private static final int GZIP = 0x1f;

    private final List<PortalCheck> checks;
    private final Classifier classifier;
    /** By client: when which check was answered wrongly. There are no more keys than checks. */
    private final Recent<String, Map<String, Instant>> wrong;
    private long number;

    /** What an answer says about a portal. */
    private enum Answer {
        KNOWN, WRONG, SAYS_NOTHING
    }

    PortalWatch(Knowledge knowledge, Classifier classifier, ReportSettings settings, Counters counters) {
        this.checks = knowledge.portalChecks();
        this.classifier = classifier;
        this.wrong = new Recent<>(settings.openConnections(), "portal-checks", counters);
    }

    /** A report where this answer speaks of a portal. */
    Optional<ConnectionReport> answered(HttpExchange exchange, Instant now) {
        List<PortalCheck> asked = asked(exchange);
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        String client = exchange.client().ip();
        String check = asked.get(0).host() + withoutQuery(asked.get(0).path());
        List<Answer> answers = asked.stream().map(one -> answer(one, exchange)).toList();
        if (answers.contains(Answer.KNOWN)) {
            wrong.get(client).ifPresent(all -> all.remove(check));
            return Optional.empty();
        }
        if (answers.contains(Answer.SAYS_NOTHING)) {
            return Optional.empty();
        }
        Map<String, Instant> all = wrong.getOr(client, HashMap::new);
        all.values().removeIf(at -> at.plus(TOGETHER).isBefore(now));
        all.put(check, now);
        return Optional.of(report(exchange, all.size()));
    }

    /** The checks of this address; some clients add a query of their own. */
    private List<PortalCheck> asked(HttpExchange exchange) {
        List<PortalCheck> ofHost = checks.stream().filter(check -> check.host().equals(exchange.destination().host())).toList();
        List<PortalCheck> exact = ofHost.stream().filter(check -> check.path().equals(exchange.path())).toList();
        return exact.isEmpty() ? ofHost.stream().filter(check -> check.path().equals(withoutQuery(exchange.path()))).toList() : exact;
    }

    private static String withoutQuery(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    private static Answer answer(PortalCheck check, HttpExchange exchange) {
        if (exchange.status() != check.status()) {
            // A server or gateway in trouble is no portal, and what a client has stored already is not sent again.
            boolean trouble = exchange.status() >= 500 && exchange.status() != NETWORK_AUTHENTICATION_REQUIRED;
            return trouble || exchange.status() == NOT_MODIFIED ? Answer.SAYS_NOTHING : Answer.WRONG;
        }
        if (check.body().isEmpty()) {
            return Answer.KNOWN;
        }
        // Without a body (HEAD) or with a compressed one it cannot be compared.
        if (exchange.bodyStart().isEmpty() || exchange.bodyStart().at(0) == GZIP) {
            return Answer.SAYS_NOTHING;
        }
        String body = exchange.bodyStart().latin1().stripLeading().toLowerCase(Locale.ROOT);
        String known = check.body().toLowerCase(Locale.ROOT);
        return body.startsWith(known) || known.startsWith(body) ? Answer.KNOWN : Answer.WRONG;
    }

    private ConnectionReport report(HttpExchange exchange, int different) {
        String answer = "The captive-portal check at " + exchange.destination().host() + " was answered with status " + exchange.status()
                + exchange.location().map(to -> " and a redirect to " + Escape.text(to, 120)).orElse("") + ", which is not its known answer.";
        List<Evidence> evidence = different < 2 ? List.of(new Evidence(EvidenceSource.SERVER_BYTES, answer))
                : List.of(new Evidence(EvidenceSource.SERVER_BYTES, answer),
                        new Evidence(EvidenceSource.HISTORY, different + " different checks were answered wrongly within ten minutes."));
        Diagnosis diagnosis = inPlainHttp(classifier.describe(Cause.CAPTIVE_PORTAL, different < 2 ? Confidence.POSSIBLE : Confidence.CERTAIN, evidence));
        Connection connection = new Connection(ConnectionId.of(exchange.at(), number++), exchange.at(), 0, Arrival.HTTP, exchange.client(),
                exchange.destination(), new Reach.Pending(), Observation.NONE, Optional.empty(), OptionalLong.empty());
        return ConnectionReport.of(connection, diagnosis, Outcome.FAILURE, true);
    }

    /** No TLS was asked for here, and no client shows an error for it. */
    private static Diagnosis inPlainHttp(Diagnosis portal) {
        return new Diagnosis(portal.cause(), Phase.NETWORK, portal.party(), portal.confidence(), portal.failure(), portal.product(), Optional.of("http"),
                portal.title(), portal.explanation(), portal.evidence(), portal.remedies(), Map.of(), Optional.empty(), List.of());
    }
}
