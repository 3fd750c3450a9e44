package io.helloscope.report;

import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Diagnosis;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Stage;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Evidence;
import io.helloscope.verdict.EvidenceSource;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges connections one after the other and in the light of each other, and hands the reports on: written once when decided,
 * completed once when ended, concluded once when nothing can undo it any more. Confined to one thread; time is an argument.
 */
public final class ReportDesk {
    private final Classifier classifier;
    private final ReportSettings settings;
    private final ReportSink sink;
    private final NormalTimes normal;
    private final Incidents incidents;
    private final Recoveries recoveries;
    private final PortalWatch portals;
    private final Recent<Target, Integer> departures;
    private final Recent<String, ConnectionReport> open;
    /** Ended failures in the order of their end, until their recovery time is over. */
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<String, ConnectionReport> undecided = new HashMap<>();

    private record Waiting(String id, Instant until) {
    }

    /** A desk that has seen nothing. */
    public ReportDesk(Classifier classifier, Knowledge knowledge, ReportSettings settings, ReportSink sink, Counters counters) {
        this.classifier = classifier;
        this.settings = settings;
        this.sink = sink;
        this.normal = new NormalTimes(settings, counters);
        this.incidents = new Incidents(settings, sink, counters);
        this.recoveries = new Recoveries(settings, counters);
        this.portals = new PortalWatch(knowledge, classifier, settings, counters);
        this.departures = new Recent<>(settings.openConnections(), "departures", counters);
        this.open = new Recent<>(settings.openConnections(), "open-reports", counters);
    }

    /** A connection is decided while it is open. */
    public void decided(Connection connection, Instant now) {
        ConnectionReport report = judged(connection, now, false);
        open.put(report.id(), report);
        publish(report, now);
    }

    /** A connection has ended. */
    public void ended(Connection connection, Instant now) {
        Optional<ConnectionReport> before = open.remove(connection.id());
        ConnectionReport report = judged(connection, now, true);
        before.flatMap(ConnectionReport::incident).ifPresent(id -> incidents.leave(id, connection.id()));
        ConnectionReport published = publish(report, now);
        if (published.outcome() == Outcome.FAILURE) {
            undecided.put(published.id(), published);
            waiting.add(new Waiting(published.id(), now.plus(settings.recovery())));
        } else {
            sink.concluded(published);
        }
    }

    /** A plain http exchange went well. */
    public void httpAnswered(HttpExchange exchange, Instant now) {
        Target target = new Target(exchange.client().ip(), exchange.client().userAgent().orElse(""), exchange.destination().host(),
                exchange.destination().port());
        // Browsers try https first and fall back to http.
        undo(recoveries.worked(target.withPort(443), now), now);
        portals.answered(exchange, now).ifPresent(report -> sink.concluded(publish(report, now)));
    }

    /** Time goes on: concludes what nothing can undo any more. */
    public void tick(Instant now) {
        while (!waiting.isEmpty() && !waiting.peek().until().isAfter(now)) {
            conclude(waiting.remove().id());
        }
        incidents.tick(now);
    }

    /** No more connections come: everything is concluded as it stands. */
    public void flush(Instant now) {
        while (!waiting.isEmpty()) {
            conclude(waiting.remove().id());
        }
    }

    private void conclude(String id) {
        ConnectionReport report = undecided.remove(id);
        if (report != null) {
            sink.concluded(report);
        }
    }

    private ConnectionReport judged(Connection connection, Instant now, boolean ended) {
        Diagnosis diagnosis = classifier.diagnose(connection, now, normal.patience(connection));
        if (ended && diagnosis.cause() == Cause.CLIENT_CANCELLED) {
            diagnosis = departed(connection, diagnosis);
        }
        return new ConnectionReport(connection, diagnosis, outcome(diagnosis), ended, false, Optional.empty());
    }

    private static Outcome outcome(Diagnosis diagnosis) {
        if (diagnosis.failure()) {
            return Outcome.FAILURE;
        }
        return switch (diagnosis.cause()) {
            case ESTABLISHED, NOT_TLS -> Outcome.SUCCESS;
            default -> Outcome.UNKNOWN;
        };
    }

    /** A client that leaves early again and again without one success does not change its mind: something drives it away. */
    private Diagnosis departed(Connection connection, Diagnosis diagnosis) {
        Target target = Target.of(connection);
        int times = departures.get(target).orElse(0) + 1;
        departures.put(target, times);
        if (times < settings.cancellations()) {
            return diagnosis;
        }
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(EvidenceSource.HISTORY,
                "The same client has left this destination during the handshake %d times in a row without a success.".formatted(times)));
        evidence.addAll(diagnosis.evidence());
        return classifier.describe(Cause.CLIENT_CLOSED_DURING_HANDSHAKE, Confidence.POSSIBLE, evidence);
    }

    private ConnectionReport publish(ConnectionReport report, Instant now) {
        Target target = Target.of(report.connection());
        if (report.outcome() == Outcome.SUCCESS) {
            worked(report, target, now);
            sink.report(report);
            return report;
        }
        if (report.outcome() == Outcome.UNKNOWN) {
            sink.report(report);
            return report;
        }
        if (recoveries.workedLately(target, report.connection(), now)) {
            ConnectionReport recovered = recovered(report);
            sink.report(recovered);
            return recovered;
        }
        ConnectionReport filed = incidents.file(report, target, now);
        if (filed.settled()) {
            recoveries.failed(target, filed, now);
        }
        return filed;
    }

    private void worked(ConnectionReport report, Target target, Instant now) {
        normal.worked(report.connection());
        if (report.diagnosis().cause() == Cause.NOT_TLS || report.connection().observation().stage() == Stage.DATA) {
            departures.remove(target);
            undo(recoveries.worked(target, now), now);
        }
    }

    private void undo(List<ConnectionReport> failures, Instant now) {
        for (ConnectionReport failure : failures) {
            if (undecided.remove(failure.id()) != null) {
                ConnectionReport recovered = recovered(failure);
                failure.incident().ifPresent(id -> incidents.leave(id, failure.id()));
                sink.report(recovered);
                sink.concluded(recovered);
            }
        }
    }

    private static ConnectionReport recovered(ConnectionReport report) {
        return new ConnectionReport(report.connection(), report.diagnosis(), Outcome.UNKNOWN, report.settled(), true, Optional.empty());
    }
}
