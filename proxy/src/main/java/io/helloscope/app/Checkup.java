package io.helloscope.app;

import io.helloscope.config.Settings;
import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Diagnosis;
import io.helloscope.diagnose.TriagePlan;
import io.helloscope.dial.Dialer;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Client;
import io.helloscope.observe.Connection;
import io.helloscope.observe.ConnectionId;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.observe.Question.Change;
import io.helloscope.observe.Reach;
import io.helloscope.observe.ServerCertificates;
import io.helloscope.probe.ProbeSettings;
import io.helloscope.probe.ProbeTarget;
import io.helloscope.probe.Prober;
import io.helloscope.probe.hello.Browser;
import io.helloscope.probe.hello.Hellos;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.report.ReportSettings;
import io.helloscope.tls.ClientHello;
import io.helloscope.verdict.Cause;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks at one address without browser or running proxy: says hello as a browser does, and where that is answered does a whole
 * handshake; what fails goes the same way as a failed tunnel.
 *
 * <pre>
 *   browser's hello --answered--> whole handshake, one request --healthy--> done
 *        | not reached, or failed       | failed
 *        '------------------------------+--> questions of triage --> diagnosis
 * </pre>
 */
public final class Checkup implements AutoCloseable {
    /** A person waits as long as a browser would not. */
    private static final ProbeSettings PATIENT = new ProbeSettings(Duration.ofSeconds(10), ProbeSettings.DEFAULT.bytes());
    private static final long STOP_SECONDS = 2;
    /** The hello was answered and nothing is wrong with the answer: the rest is not told by it. */
    private static final Set<Cause> NOTHING_WRONG = EnumSet.of(Cause.ESTABLISHED, Cause.CLIENT_CANCELLED, Cause.CLIENT_CLOSED_DURING_HANDSHAKE);

    private final Classifier classifier;
    private final EventLoopGroup loops;
    private final Dialer dialer;
    private final Prober patient;
    private final Prober prober;
    private final InstantSource clock = InstantSource.system();
    private final SecureRandom random = new SecureRandom();
    private final Consumer<String> progress;

    /**
     * A checkup on the ways of these settings.
     *
     * @param progress is told each step as it begins, from any thread
     */
    public Checkup(Settings settings, String version, Consumer<String> progress) {
        this.progress = progress;
        classifier = Helloscope.Judgement.of(settings).classifier();
        loops = settings.transport().newGroup(2, "check");
        dialer = new Dialer(settings.dial(), loops, settings.transport().socket(), settings.transport().datagram());
        patient = new Prober(dialer, loops, PATIENT, version, clock);
        prober = new Prober(dialer, loops, ProbeSettings.DEFAULT, version, clock);
    }

    /** The report of one address as this browser would meet it. */
    public ConnectionReport of(Destination destination, Browser browser) {
        ClientHello hello = Hellos.browser(browser, destination.host(), List.of("h2", "http/1.1"), random);
        progress.accept("saying hello");
        ProbeAnswer first = ask(new Question.Hello(Change.NOTHING), new ProbeTarget(destination, Optional.empty(), Optional.of(hello)));
        Connection connection = connection(destination, first);
        Diagnosis diagnosis = classifier.diagnose(connection, clock.instant());
        Optional<Reach.Connected> way = first.reach() instanceof Reach.Connected connected ? Optional.of(connected) : Optional.empty();
        ProbeTarget target = new ProbeTarget(destination, way, Optional.of(hello));
        List<ProbeAnswer> answers = new ArrayList<>();
        if (first.shookHands() && NOTHING_WRONG.contains(diagnosis.cause())) {
            progress.accept("doing a whole handshake");
            ProbeAnswer whole = ask(new Question.Request(), target);
            connection = connection(destination, whole);
            answers.add(whole);
            diagnosis = classifier.diagnose(connection, answers, clock.instant(), ReportSettings.DEFAULT.patience());
        }
        answers.addAll(triage(connection, diagnosis, target));
        return report(connection, answers);
    }

    private List<ProbeAnswer> triage(Connection connection, Diagnosis diagnosis, ProbeTarget target) {
        List<ProbeAnswer> answers = new ArrayList<>();
        List<Question> round = TriagePlan.next(connection, diagnosis, answers);
        while (!round.isEmpty()) {
            progress.accept("asking " + round.size() + " questions");
            List<Future<ProbeAnswer>> asked = round.stream().map(question -> prober.ask(question, target)).toList();
            asked.forEach(answer -> answers.add(wait(answer)));
            round = TriagePlan.next(connection, diagnosis, answers);
        }
        return answers;
    }

    private ProbeAnswer ask(Question question, ProbeTarget target) {
        return wait(patient.ask(question, target));
    }

    /** Each question is bounded in time and never fails. */
    private static ProbeAnswer wait(Future<ProbeAnswer> answer) {
        return answer.syncUninterruptibly().getNow();
    }

    private Connection connection(Destination destination, ProbeAnswer answer) {
        long ended = answer.took().toNanos();
        Observation seen = answer.session().map(ProbeAnswer.Session::certificates).filter(chain -> !chain.isEmpty())
                .map(chain -> answer.observation().showing(new ServerCertificates.Seen(chain))).orElse(answer.observation());
        return new Connection(ConnectionId.of(answer.askedAt(), random.nextLong()), answer.askedAt(), 0, Arrival.CHECK,
                new Client("", 0, Optional.empty()), destination, answer.reach(), seen, Optional.empty(), OptionalLong.of(ended));
    }

    private ConnectionReport report(Connection connection, List<ProbeAnswer> answers) {
        Diagnosis diagnosis = classifier.diagnose(connection, answers, clock.instant(), ReportSettings.DEFAULT.patience());
        Outcome outcome = diagnosis.failure() ? Outcome.FAILURE : diagnosis.cause() == Cause.ESTABLISHED ? Outcome.SUCCESS : Outcome.UNKNOWN;
        return new ConnectionReport(connection, answers, diagnosis, outcome, true, false, Optional.empty());
    }

    @Override
    public void close() {
        dialer.close();
        loops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly(STOP_SECONDS * 2, TimeUnit.SECONDS);
    }
}
