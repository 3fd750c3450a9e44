package io.helloscope.probe.triage;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Diagnosis;
import io.helloscope.diagnose.TriagePlan;
import io.helloscope.diagnose.Trust;
import io.helloscope.dial.HostPattern;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Direction;
import io.helloscope.observe.HandshakeObserver;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.observe.Reach;
import io.helloscope.probe.Probe;
import io.helloscope.probe.ProbeTarget;
import io.helloscope.report.ConnectionSink;
import io.helloscope.report.HttpExchange;
import io.helloscope.testing.BoundCounters;
import io.helloscope.testing.Conversations;
import io.helloscope.testing.Reports;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Who is asked how often, and who is told: with a server that resets whatever it is asked, and a clock of its own. */
class TriageDeskTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Classifier CLASSIFIER = new Classifier(Reports.KNOWLEDGE, Trust.NONE);

    private final Map<String, List<ProbeAnswer>> told = new HashMap<>();
    private final BoundCounters counters = new BoundCounters();
    private final List<Question> asked = new ArrayList<>();
    private final Queue<Runnable> answering = new ArrayDeque<>();
    private long nanos = 1;
    private TriageDesk desk = desk(TriageSettings.DEFAULT);

    private TriageDesk desk(TriageSettings settings) {
        return new TriageDesk(resetting(), settings, new Told(), counters, () -> nanos);
    }

    private Probe resetting() {
        return (question, target) -> {
            asked.add(question);
            Promise<ProbeAnswer> promise = ImmediateEventExecutor.INSTANCE.newPromise();
            answering.add(() -> promise.setSuccess(reset(question, target)));
            return promise;
        };
    }

    private static ProbeAnswer reset(Question question, ProbeTarget target) {
        HandshakeObserver observer = new HandshakeObserver(ObserverLimits.DEFAULT);
        observer.closed(Optional.of(Direction.SERVER), CloseKind.RESET, 5);
        return new ProbeAnswer(question, Optional.of("127.0.0.1:443"), target.way().orElseThrow(), observer.snapshot(), Optional.empty(), NOON,
                Duration.ofMillis(3));
    }

    private static Connection resetAfterHello(String host) {
        return Conversations.at(NOON).to(host, 443).from("127.0.0.1", "curl/8.14.1").hello().closed(Direction.SERVER, CloseKind.RESET).ended();
    }

    private boolean consider(Connection connection) {
        return desk.consider(connection, CLASSIFIER.diagnose(connection, NOON));
    }

    private void answerAll() {
        while (!answering.isEmpty()) {
            answering.remove().run();
        }
    }

    @Test
    void everyRoundOfThePlanIsAskedAndAllAnswersAreTold() {
        Connection failed = resetAfterHello("a.example");
        assertThat(consider(failed)).isTrue();
        assertThat(told).isEmpty();
        answerAll();
        assertThat(told.get(failed.id())).hasSize(asked.size()).hasSizeGreaterThan(4);
        Diagnosis passive = CLASSIFIER.diagnose(failed, NOON);
        assertThat(TriagePlan.next(failed, passive, told.get(failed.id()))).isEmpty();
    }

    @Test
    void failuresOfAKindAreAskedAboutOnceWhileItLastsAndAreRemembered() {
        List<Connection> failures = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            failures.add(resetAfterHello("a.example"));
            assertThat(consider(failures.get(i))).isTrue();
        }
        answerAll();
        int once = asked.size();
        assertThat(failures).allSatisfy(failure -> assertThat(told.get(failure.id())).hasSize(once));

        Connection later = resetAfterHello("a.example");
        nanos += Duration.ofSeconds(100).toNanos();
        assertThat(consider(later)).isTrue();
        assertThat(told.get(later.id())).hasSize(once);
        assertThat(asked).hasSize(once);

        nanos += Duration.ofSeconds(30).toNanos();
        consider(resetAfterHello("a.example"));
        answerAll();
        assertThat(asked).hasSize(2 * once);
    }

    @Test
    void noHostIsAskedMoreThanItsShareAMinute() {
        TriageSettings settings = new TriageSettings(true, List.of(), 30, 1000, 16, Duration.ofSeconds(4), Duration.ofSeconds(1));
        desk = desk(settings);
        int considered = 0;
        for (int i = 0; i < 10_000; i++) {
            // The same host and another port each: another kind of failure.
            Connection failed = Conversations.at(NOON).to("a.example", 1 + i).from("127.0.0.1", "curl/8.14.1").hello()
                    .closed(Direction.SERVER, CloseKind.RESET).ended();
            considered += consider(failed) ? 1 : 0;
            answerAll();
        }
        assertThat(asked).hasSize(30);
        assertThat(told).hasSize(considered);
        assertThat(counters.bounds()).containsKey("triage-questions");
        nanos += Duration.ofSeconds(61).toNanos();
        assertThat(consider(resetAfterHello("a.example"))).isTrue();
    }

    @Test
    void soManyConnectionsAtATime() {
        desk = desk(new TriageSettings(true, List.of(), 1000, 1000, 3, Duration.ofSeconds(4), Duration.ofSeconds(1)));
        consider(resetAfterHello("a.example"));
        consider(resetAfterHello("b.example"));
        assertThat(asked).hasSize(3);
        answering.remove().run();
        assertThat(asked).hasSize(4);
        answerAll();
        assertThat(told).hasSize(2);
    }

    @Test
    void whatIsSlowIsNotAskedForEver() {
        Connection failed = resetAfterHello("a.example");
        consider(failed);
        int first = asked.size();
        nanos += Duration.ofSeconds(5).toNanos();
        answerAll();
        assertThat(asked).hasSize(first);
        assertThat(told.get(failed.id())).hasSize(first);
    }

    @Test
    void nobodyIsAskedWhereTheSettingsSayNo() {
        desk = desk(TriageSettings.DEFAULT.withEnabled(false));
        assertThat(consider(resetAfterHello("a.example"))).isFalse();
        desk = desk(new TriageSettings(true, List.of(HostPattern.parse("*.bank.example")), 10, 10, 1, Duration.ofSeconds(4), Duration.ofSeconds(1)));
        assertThat(consider(resetAfterHello("www.bank.example"))).isFalse();
        assertThat(consider(resetAfterHello("other.example"))).isTrue();
    }

    @Test
    void aFailureThatNoQuestionExplainsIsNotAskedAbout() {
        Connection unknown = Conversations.at(NOON).to("no.example", 443).from("127.0.0.1", "curl/8.14.1")
                .reach(new Reach.Failed(Reach.Failure.DNS_NOT_FOUND, Optional.empty(), Optional.empty(), Optional.empty(), Reach.DialTimes.NONE)).ended();
        assertThat(consider(unknown)).isFalse();
        assertThat(asked).isEmpty();
    }

    private final class Told implements ConnectionSink {
        @Override
        public void decided(Connection connection) {
            throw new AssertionError("not triage's word");
        }

        @Override
        public void ended(Connection connection) {
            throw new AssertionError("not triage's word");
        }

        @Override
        public void httpAnswered(HttpExchange exchange) {
            throw new AssertionError("not triage's word");
        }

        @Override
        public void triaged(String connectionId, List<ProbeAnswer> answers) {
            assertThat(told.put(connectionId, answers)).as("told once").isNull();
        }
    }
}
