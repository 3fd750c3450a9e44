package io.helloscope.report;

import static io.helloscope.report.DeskBench.BROWSER;
import static io.helloscope.report.DeskBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Direction;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.observe.Reach;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.testing.Conversations;
import io.helloscope.verdict.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Failures wait for triage, and are told anew when it answers. */
class AskedFailuresTest {
    private static final List<ProbeAnswer> ANSWERS = List.of(new ProbeAnswer(Question.Plain.HTTP, Optional.of("127.0.0.1:443"),
            new Reach.Pending(), Observation.NONE, Optional.empty(), at(1), Duration.ofMillis(3)));

    private final List<Cause> asked = new ArrayList<>();
    private boolean willing = true;
    private final DeskBench bench = new DeskBench(ReportSettings.DEFAULT, (connection, diagnosis) -> {
        asked.add(diagnosis.cause());
        return willing;
    });

    private static Conversations hello(double second) {
        return Conversations.at(at(second)).to("a.example", 443).from("127.0.0.1", BROWSER).hello();
    }

    private static Conversations reset(double second) {
        return hello(second).closed(Direction.SERVER, CloseKind.RESET);
    }

    private ConnectionReport only() {
        assertThat(bench.reports()).hasSize(1);
        return bench.reports().get(0);
    }

    @Test
    void aFailureIsSettledOnceTriageHasAnswered() {
        Connection failed = reset(0).ended();
        bench.desk.ended(failed, at(0.1));
        assertThat(only().settled()).isFalse();
        assertThat(only().incident()).isPresent();
        bench.desk.tick(at(60));
        assertThat(bench.concluded).isEmpty();

        bench.desk.triaged(failed.id(), ANSWERS, at(60));
        assertThat(only().settled()).isTrue();
        assertThat(only().answers()).isEqualTo(ANSWERS);
        assertThat(bench.incidents()).singleElement().satisfies(incident -> assertThat(incident.report().answers()).isEqualTo(ANSWERS));
        bench.desk.tick(at(80));
        bench.desk.triaged(failed.id(), ANSWERS, at(80));
        assertThat(bench.concluded).hasSize(1);
        assertThat(asked).containsExactly(Cause.RESET_AFTER_HELLO);
    }

    @Test
    void whereNothingIsAskedAFailureIsSettledAtOnce() {
        willing = false;
        bench.desk.ended(reset(0).ended(), at(0.1));
        assertThat(only().settled()).isTrue();
    }

    @Test
    void anOpenConnectionIsAskedAboutOnceAndToldAnewBeforeItEnds() {
        Conversations talk = hello(0).server(Conversations.alert(2, 40));
        Connection open = talk.open();
        bench.desk.decided(open, at(0.1));
        bench.desk.triaged(open.id(), ANSWERS, at(0.5));
        assertThat(only().settled()).isFalse();
        assertThat(only().answers()).isEqualTo(ANSWERS);

        bench.desk.ended(talk.closed(Direction.SERVER, CloseKind.FIN).ended(), at(9));
        assertThat(only().settled()).isTrue();
        assertThat(only().answers()).isEqualTo(ANSWERS);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aConnectionThatEndsOtherwiseThanItWasDecidedIsAskedAboutOnceMore() {
        Conversations talk = hello(0);
        Connection open = talk.open();
        bench.desk.decided(open, at(5));
        bench.desk.triaged(open.id(), ANSWERS, at(6));
        bench.desk.ended(talk.closed(Direction.SERVER, CloseKind.RESET).ended(), at(7));
        assertThat(asked).containsExactly(Cause.NO_ANSWER_TO_HELLO, Cause.RESET_AFTER_HELLO);
        bench.desk.triaged(open.id(), ANSWERS, at(8));
        assertThat(only().settled()).isTrue();
        assertThat(only().answers()).hasSize(2);
    }

    @Test
    void aFailureThatIsMadeGoodWhileTriageAsksIsConcludedAsRecovered() {
        Connection failed = reset(0).ended();
        bench.desk.ended(failed, at(0.1));
        bench.desk.ended(Conversations.at(at(1)).to("a.example", 443).from("127.0.0.1", BROWSER).hello().handshakeOf12().ended(), at(2));
        assertThat(bench.incidents()).isEmpty();

        bench.desk.triaged(failed.id(), ANSWERS, at(2.5));
        assertThat(bench.concluded).extracting(ConnectionReport::id).contains(failed.id());
        assertThat(bench.concluded).filteredOn(report -> report.id().equals(failed.id())).singleElement().satisfies(report -> {
            assertThat(report.recovered()).isTrue();
            assertThat(report.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(report.settled()).isTrue();
        });
        assertThat(bench.incidents()).isEmpty();
    }

    @Test
    void theEndOfTheProgramWaitsForNoAnswer() {
        bench.desk.ended(reset(0).ended(), at(0.1));
        bench.desk.flush(at(0.2));
        assertThat(only().settled()).isTrue();
        assertThat(bench.concluded).hasSize(1);
    }

    @Test
    void failuresWhoseEndWasLostMakeRoomForNewOnes() {
        ReportSettings few = new ReportSettings(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(3), 3, 4096, 16);
        DeskBench narrow = new DeskBench(few, (connection, diagnosis) -> asked.add(diagnosis.cause()));
        for (int i = 0; i < 40; i++) {
            narrow.desk.decided(hello(i * 60).server(Conversations.alert(2, 40)).open(), at(i * 60));
        }
        assertThat(asked).hasSize(40);
    }

    @Test
    void whatIsNotRememberedIsNotAnswered() {
        bench.desk.triaged("nobody", ANSWERS, at(0));
        assertThat(bench.reports()).isEmpty();
    }
}
