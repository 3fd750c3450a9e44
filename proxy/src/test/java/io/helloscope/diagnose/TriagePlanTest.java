package io.helloscope.diagnose;

import static io.helloscope.diagnose.Interview.breaksOn;
import static io.helloscope.diagnose.Interview.modernHello;
import static io.helloscope.diagnose.Interview.smallHello;
import static io.helloscope.diagnose.Talk.talk;
import static io.helloscope.observe.Wire.alert;
import static io.helloscope.testing.CertificateMaker.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.observe.Question.Change;
import io.helloscope.observe.Question.Hello;
import io.helloscope.observe.Question.Plain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is asked, and when no more. */
class TriagePlanTest {
    private static final List<Reply> REPLIES = List.of(Reply.takesUp(), Reply.resets(), Reply.closes(), Reply.silence(), Reply.alert(40),
            Reply.text("HTTP/1.1 200 OK\r\n\r\n"), Reply.unreachable(), Reply.text("SSH-2.0-x\r\n"), Reply.session(true, Optional.of(116)));

    @TestFactory
    Stream<DynamicTest> endsWhateverComesBack() throws Exception {
        Random random = new Random(4);
        return Rows.all().list().stream().map(row -> DynamicTest.dynamicTest(row.name(), () -> {
            for (Reply reply : REPLIES) {
                assertThat(Interview.of(row.connection(), question -> reply).rounds()).isLessThanOrEqualTo(TriagePlan.MOST_ROUNDS);
            }
            for (int run = 0; run < 20; run++) {
                Interview.of(row.connection(), question -> REPLIES.get(random.nextInt(REPLIES.size()))).diagnosis();
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> answersNeverMakeAFailureOfASuccess() throws Exception {
        return Rows.all().list().stream().filter(row -> !Interview.CLASSIFIER.diagnose(row.connection(), NOW).failure())
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> {
                    Interview interview = Interview.of(row.connection(), question -> Reply.silence());
                    assertThat(interview.asked()).isEmpty();
                    List<ProbeAnswer> foreign = List.of(Reply.resets().to(new Hello(Change.NOTHING)), Reply.text("HTTP/1.1 200 OK\r\n\r\n").to(Plain.HTTP));
                    assertThat(new Interview(row.connection(), foreign, 1, Duration.ZERO).diagnosis().failure()).isFalse();
                }));
    }

    @Test
    void aServerThatIsSilentToAllIsAskedTwoRoundsAndStaysWhatItIs() {
        Interview interview = Interview.of(talk().client(modernHello()).seconds(20).clientCloses(), question -> Reply.silence());

        assertThat(interview.rounds()).isEqualTo(2);
        assertThat(interview.asked().get(0)).isEqualTo("http");
        assertThat(interview.diagnosis().cause().code()).isEqualTo("no-answer-to-hello");
        assertThat(interview.told()).anySatisfy(text -> assertThat(text).startsWith("Asked again unchanged it kept silent, 2 of 2 times; none of"));
    }

    @Test
    void aQuestionWithoutAnAnswerIsAskedAgainAndNoOther() {
        var connection = talk().client(modernHello()).serverResets().over();
        Diagnosis passive = Interview.CLASSIFIER.diagnose(connection, NOW);
        List<Question> round = TriagePlan.next(connection, passive, List.of());
        List<ProbeAnswer> answers = new ArrayList<>(round.stream().map(question -> Reply.resets().to(question)).toList());
        ProbeAnswer lost = answers.remove(3);

        assertThat(TriagePlan.next(connection, passive, answers)).containsExactly(lost.question());
    }

    @Test
    void changesThatChangeNothingAreNotAsked() {
        Interview interview = Interview.of(talk().client(smallHello()).serverResets(), breaksOn(parts -> true, Reply.resets()));

        assertThat(interview.asked()).doesNotContain("hello-without-grease", "hello-without-post-quantum", "hello-padded", "hello-without-ech");
    }

    @Test
    void theUnchangedHelloAndTheChangeStandInTurnsThatASecondTimeServerCannotPass() {
        Interview interview = Interview.of(talk().client(modernHello()).serverResets(), breaksOn(parts -> parts.contains(Part.GREASE), Reply.resets()));

        assertThat(Collections.indexOfSubList(interview.asked(), List.of("hello", "hello-without-grease", "hello-without-grease", "hello"))).isPositive();
    }

    @Test
    void nothingIsAskedAboutWhatIsCertain() {
        assertThat(Interview.of(talk().client(smallHello()).server(alert(2, 120)).serverCloses(), question -> Reply.silence()).asked()).isEmpty();
        assertThat(Interview.of(talk().client(smallHello()).server(alert(2, 112)).serverCloses(), question -> Reply.silence()).asked()).isEmpty();
    }

    @Test
    void portsOfOtherProtocolsAreAskedInThem() {
        var database = talk().client(smallHello()).seconds(20).clientCloses().port(5432).over();

        assertThat(Interview.of(database, question -> Reply.silence()).asked()).contains("postgresql");
    }

    @Test
    void aServerThatAnswersSomethingIsJudgedWithinTwoSilences() {
        Duration two = Duration.ofMillis(3050);
        for (Part part : Part.values()) {
            // Plain text makes them wait for the rest of a record.
            Interview gone = Interview.of(talk().client(modernHello()).serverResets(), question -> question instanceof Plain ? Reply.silence()
                    : breaksOn(parts -> parts.contains(part), Reply.resets()).apply(question));
            Interview mute = Interview.of(talk().client(modernHello()).seconds(20).clientCloses(), question -> question instanceof Plain
                    ? Reply.silence() : breaksOn(parts -> parts.contains(part), Reply.silence()).apply(question));

            assertThat(gone.took()).as(part + ", reset").isLessThan(Duration.ofMillis(1600));
            assertThat(mute.took()).as(part + ", silent").isLessThan(two);
        }
        Interview everything = Interview.of(talk().client(modernHello()).serverCloses(), question -> question instanceof Plain ? Reply.silence()
                : Reply.closes());
        Interview request = Interview.of(talk().client(modernHello()).seconds(20).clientCloses(), question -> question == Plain.HTTP
                ? Reply.text("HTTP/1.1 200 OK\r\n\r\n") : Reply.silence());
        assertThat(everything.took()).isLessThan(Duration.ofMillis(1600));
        assertThat(request.took()).isLessThan(Duration.ofMillis(1600));
    }
}
