package io.helloscope.report;

import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Diagnosis;
import io.helloscope.intercept.InterceptSettings;
import io.helloscope.intercept.Interception;
import io.helloscope.intercept.InterceptionJudge;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.observe.Connection;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Stage;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.report.Failures.Failure;
import io.helloscope.report.AskedFailures.AskedFailure;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Evidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges connections one after the other and in the light of each other, and hands the reports on: written once when decided,
 * completed once when ended, concluded once when nothing can undo it any more. Confined to one thread; time is an argument.
 *
 * <pre>
 *   decided --> report (settled false) --> ended --> report (settled true, or false while triage is asking)
 *                                                      |-- triage answers --> judged anew, settled true
 *                                                      |-- success, or no failure ------------------> concluded
 *                                                      |-- failure, made good already --> recovered -> concluded
 *                                                      \-- failure --> incident, waits for its recovery time
 *                                                            |-- a success comes --> recovered, leaves the incident -> concluded
 *                                                            \-- none comes -----------------------> concluded
 * </pre>
 *
 * A failure of an open connection leaves its incident in the same way when a success comes.
 */
public final class ReportDesk {
    private static final int HTTPS = 443;

    private final Classifier classifier;
    private final InterceptionJudge interception;
    private final ReportSettings settings;
    private final ReportSink sink;
    private final NormalTimes normal;
    private final Departures departures;
    private final Incidents incidents;
    private final Successes successes;
    private final Failures failures;
    private final PortalWatch portals;
    private final AskedFailures askedFailures;
    private final Blame blame;
    private final PathFaults pathFaults;
    /** Open connections whose success was told: it counts when it happens, not once more at their end. */
    private final Recent<String, Boolean> working;

    /** A desk that has seen nothing, with a judge of interception by the same tables. */
    public ReportDesk(Classifier classifier, Knowledge knowledge, ReportSettings settings, Triage triage, ReportSink sink, Counters counters) {
        this(new Judges(classifier, new InterceptionJudge(knowledge, InterceptSettings.NONE)), knowledge, settings, triage, sink, counters);
    }

    /** A desk that has seen nothing. */
    public ReportDesk(Judges judges, Knowledge knowledge, ReportSettings settings, Triage triage, ReportSink sink, Counters counters) {
        this.classifier = judges.classifier();
        this.interception = judges.interception();
        this.settings = settings;
        this.sink = sink;
        this.normal = new NormalTimes(settings, counters);
        this.departures = new Departures(settings, counters);
        this.incidents = new Incidents(settings, sink, counters);
        this.successes = new Successes(settings, counters);
        this.failures = new Failures(settings, counters);
        this.portals = new PortalWatch(knowledge, classifier, settings, counters);
        this.askedFailures = new AskedFailures(triage, settings, counters);
        this.blame = new Blame(classifier);
        this.pathFaults = new PathFaults(agent -> knowledge.clientHellos().expected(agent).isPresent());
        this.working = new Recent<>(settings.openConnections(), "open-connections", counters);
    }

    /** A connection is decided while it is open. */
    public void decided(Connection connection, Instant now) {
        told(connection, judged(connection, now), false, now);
    }

    /** A connection has ended. */
    public void ended(Connection connection, Instant now) {
        ended(connection, judged(connection, now), now);
    }

    /** A connection has ended that was judged elsewhere, by more than what it tells itself. */
    public void ended(Connection connection, Diagnosis diagnosis, Instant now) {
        told(connection, diagnosis.cause() == Cause.CLIENT_CANCELLED ? departed(connection, diagnosis) : diagnosis, true, now);
    }

    /** What a server answered when it was asked once more because of this connection. */
    public void triaged(String connectionId, List<ProbeAnswer> answers, Instant now) {
        askedFailures.answered(connectionId, answers).ifPresent(failure -> complete(failure, now));
    }

    /** A server answered a plain http request. */
    public void httpAnswered(HttpExchange exchange, Instant now) {
        Optional<ConnectionReport> portal = portals.answered(exchange, now);
        if (portal.isPresent()) {
            // One portal answers all checks of a client, whichever program asks.
            Target target = new Target(exchange.client().ip(), "", "", 0);
            sink.concluded(incidents.file(portal.get(), target, Optional.empty(), now));
        } else if (!exchange.leadsToHttps()) {
            Target target = Target.of(exchange.client(), exchange.destination().host(), exchange.destination().port());
            answeredInPlain(target, now);
        }
    }

    /** Browsers try https first and fall back to http. */
    private void answeredInPlain(Target target, Instant now) {
        Target secure = target.withPort(HTTPS);
        successes.otherwise(secure, now);
        undo(secure, now);
    }

    /** Time goes on: concludes what nothing can undo any more. */
    public void tick(Instant now) {
        failures.over(now).forEach(failure -> sink.concluded(failure.report()));
        incidents.tick(now);
    }

    /** No more connections come: everything is concluded as it stands. */
    public void flush(Instant now) {
        askedFailures.giveUp().forEach(failure -> complete(failure, now));
        failures.over(Instant.MAX).forEach(failure -> sink.concluded(failure.report()));
    }

    private void told(Connection connection, Diagnosis diagnosis, boolean ended, Instant now) {
        boolean matters = diagnosis.failure() && !successes.undo(Target.of(connection), connection, diagnosis);
        boolean asking = matters ? askedFailures.consider(connection, diagnosis, ended)
                : askedFailures.considerCertificate(connection, diagnosis, ended, !diagnosis.failure() && interception.wantsCertificate(connection, now));
        List<ProbeAnswer> answers = askedFailures.answers(connection.id());
        if (ended && !asking) {
            askedFailures.forget(connection.id());
        }
        publish(report(connection, answers, diagnosis, ended && !asking, now), now);
        patterns(connection.id(), now);
    }

    /** Triage has answered, or will not. */
    private void complete(AskedFailure failure, Instant now) {
        publish(report(failure.connection(), failure.answers(), failure.diagnosis(), failure.ended(), now), now);
        patterns(failure.connection().id(), now);
    }

    /** A third host has failed in the same way: the failures before it were no server's fault either. */
    private void patterns(String id, Instant now) {
        Optional<PathFaults.Pattern> pattern = failures.find(id).map(Failure::report)
                .flatMap(report -> pathFaults.failed(report.connection(), report.diagnosis().cause(), now));
        for (String other : pattern.map(PathFaults.Pattern::ids).orElse(List.of())) {
            Optional<ConnectionReport> told = failures.find(other).map(Failure::report).filter(report -> !report.isOfPath());
            told.ifPresent(report -> publish(report.diagnosed(Blame.onPath(report.connection(), report.diagnosis(), pattern.orElseThrow())), now));
        }
    }

    private ConnectionReport report(Connection connection, List<ProbeAnswer> answers, Diagnosis own, boolean settled, Instant now) {
        Diagnosis diagnosis = own;
        if (!answers.isEmpty()) {
            Diagnosis anew = classifier.diagnose(connection, answers, now, normal.patience(connection));
            // What only earlier connections tell stands, unless the answers say more.
            diagnosis = anew.cause() == Cause.CLIENT_CANCELLED ? own : anew;
        }
        Optional<Interception> between = interception.judge(connection, answers, now);
        Diagnosis told = between.isPresent() && diagnosis.failure() ? blame.replaced(connection, diagnosis, between.get()) : diagnosis;
        return new ConnectionReport(connection, answers, told, outcome(told), settled, false, Optional.empty(), between);
    }

    private Diagnosis judged(Connection connection, Instant now) {
        return classifier.diagnose(connection, now, normal.patience(connection));
    }

    private static Outcome outcome(Diagnosis diagnosis) {
        if (diagnosis.failure()) {
            return Outcome.FAILURE;
        }
        return diagnosis.cause() == Cause.ESTABLISHED || diagnosis.cause() == Cause.NOT_TLS ? Outcome.SUCCESS : Outcome.UNKNOWN;
    }

    /** A client that leaves early again and again without one success does not change its mind: something drives it away. */
    private Diagnosis departed(Connection connection, Diagnosis diagnosis) {
        int times = departures.left(Target.of(connection), connection.openedAt(), endOf(connection));
        if (times < settings.cancellations()) {
            return diagnosis;
        }
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(EvidenceSource.HISTORY,
                "The same client has left this destination during the handshake %d times in a row without a success.".formatted(times)));
        evidence.addAll(diagnosis.evidence());
        return classifier.describe(Cause.CLIENT_CLOSED_DURING_HANDSHAKE, Confidence.POSSIBLE, evidence);
    }

    private static Instant endOf(Connection connection) {
        return connection.openedAt().plusNanos(Math.max(0, connection.endedNanos().orElse(connection.openedNanos()) - connection.openedNanos()));
    }

    private void publish(ConnectionReport report, Instant now) {
        Target target = Target.of(report.connection());
        Optional<String> before = failures.take(report.id()).flatMap(failure -> failure.report().incident());
        if (report.outcome() == Outcome.FAILURE && !successes.undo(target, report.connection(), report.diagnosis())) {
            ConnectionReport filed = incidents.file(report, target, before, now);
            failures.add(filed, target, now).ifPresent(gone -> sink.concluded(gone.report()));
        } else {
            before.ifPresent(incident -> incidents.leave(target, incident, report.id()));
            ConnectionReport told = report.outcome() == Outcome.FAILURE ? report.madeGood() : report;
            sink.report(told);
            if (report.outcome() == Outcome.SUCCESS) {
                worked(report, target, now);
            }
            if (told.settled()) {
                sink.concluded(told);
            }
        }
        if (report.settled()) {
            working.remove(report.id());
        }
    }

    private void worked(ConnectionReport report, Target target, Instant now) {
        if (working.get(report.id()).isPresent()) {
            return;
        }
        boolean plain = report.diagnosis().cause() == Cause.NOT_TLS;
        boolean answered = report.connection().observation().bytesFromServer() > 0;
        departures.worked(target);
        normal.worked(report.connection());
        if (plain && answered || report.connection().observation().stage() == Stage.DATA) {
            if (!report.settled()) {
                working.put(report.id(), true);
            }
            successes.tunnel(target, report.connection().openedAt(), now);
            undo(target, now);
            if (plain && report.diagnosis().protocol().filter("http"::equals).isPresent()) {
                answeredInPlain(target, now);
            }
        }
    }

    private void undo(Target target, Instant now) {
        for (Failure failure : failures.of(target)) {
            ConnectionReport report = failure.report();
            boolean late = report.settled() ? failure.until().isBefore(now) : report.diagnosis().phase() == Phase.ESTABLISHED;
            if (!late) {
                failures.take(report.id());
                report.incident().ifPresent(incident -> incidents.leave(target, incident, report.id()));
                ConnectionReport recovered = report.madeGood();
                sink.report(recovered);
                if (recovered.settled()) {
                    sink.concluded(recovered);
                }
            }
        }
    }
}
