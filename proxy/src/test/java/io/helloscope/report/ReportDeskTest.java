package io.helloscope.report;

import static io.helloscope.report.DeskBench.BROWSER;
import static io.helloscope.report.DeskBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.observe.Observation;
import io.helloscope.observe.Reach;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.testing.Conversations;
import io.helloscope.verdict.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One connection after the other: what is told of it, when, and into which incident it goes. */
class ReportDeskTest {
    private final DeskBench bench = new DeskBench(ReportSettings.DEFAULT);

    private static Conversations hello(double second, String host, int port) {
        return Conversations.at(at(second)).to(host, port).from("127.0.0.1", BROWSER).hello();
    }

    private void plaintext(double second, String host, int port) {
        bench.desk.ended(hello(second, host, port).server("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
                .closed(Direction.SERVER, CloseKind.FIN).closed(Direction.CLIENT, CloseKind.FIN).ended(), at(second + 0.1));
    }

    private void reset(double second, String host, int port) {
        bench.desk.ended(hello(second, host, port).closed(Direction.SERVER, CloseKind.RESET).ended(), at(second + 0.1));
    }

    private void alert(double second, String host, int code) {
        bench.desk.ended(hello(second, host, 443).server(Conversations.alert(2, code)).closed(Direction.SERVER, CloseKind.FIN).ended(), at(second + 0.1));
    }

    @Test
    void theTunnelsOfOnePageLoadAreOneIncident() {
        for (int i = 0; i < 4; i++) {
            plaintext(i * 0.3, "localhost", 3000);
        }
        assertThat(bench.incidents()).singleElement().satisfies(incident -> {
            assertThat(incident.count()).isEqualTo(4);
            assertThat(incident.reportIds()).hasSize(4);
            assertThat(incident.firstSeen()).isEqualTo(at(0));
            assertThat(incident.lastSeen()).isEqualTo(at(0.9));
            assertThat(incident.report().diagnosis().cause()).isEqualTo(Cause.SERVER_SPEAKS_HTTP);
        });
        assertThat(bench.reports()).hasSize(4).allMatch(report -> report.incident().equals(Optional.of(bench.incidents().get(0).id())));
    }

    @Test
    void anotherHostPortClientOrProgramIsAnotherIncident() {
        plaintext(0, "localhost", 3000);
        plaintext(0, "localhost", 3001);
        plaintext(0, "local.example", 3000);
        for (String[] client : new String[][] {{"127.0.0.1", "curl/8.14.1"}, {"127.0.0.2", BROWSER}}) {
            bench.desk.ended(Conversations.at(at(0)).to("localhost", 3000).from(client[0], client[1]).hello().server("HTTP/1.1 400 Bad Request\r\n\r\n")
                    .closed(Direction.SERVER, CloseKind.FIN).ended(), at(0));
        }
        assertThat(bench.incidents()).hasSize(5);
    }

    @Test
    void aRetryWithinTheGapBelongsToTheIncidentAndALaterOneDoesNot() {
        plaintext(0, "localhost", 3000);
        plaintext(29, "localhost", 3000);
        plaintext(60, "localhost", 3000);
        assertThat(bench.incidents()).extracting(Incident::count).containsExactly(1L, 2L);
    }

    @Test
    void theGapBeginsWhenTheLastFailureWasTold() {
        // Each attempt takes 40 s to fail, the next one follows at once.
        for (int i = 0; i < 3; i++) {
            bench.desk.ended(Conversations.at(at(i * 41)).to("black.hole", 443).reach(new Reach.Failed(Reach.Failure.TIMED_OUT,
                    Optional.of("192.0.2.1"), Optional.empty(), Optional.empty(), Reach.DialTimes.NONE)).ended(), at(i * 41 + 40));
            bench.desk.tick(at(i * 41 + 40.5));
        }
        assertThat(bench.incidents()).singleElement().satisfies(incident -> assertThat(incident.count()).isEqualTo(3));
    }

    @Test
    void aVagueFailureAndATellingOneAreOneIncidentInEitherOrder() {
        reset(0, "first.example", 3000);
        plaintext(0.1, "first.example", 3000);
        plaintext(0, "second.example", 3000);
        reset(0.1, "second.example", 3000);
        assertThat(bench.incidents()).hasSize(2).allSatisfy(incident -> {
            assertThat(incident.count()).isEqualTo(2);
            assertThat(incident.report().diagnosis().cause()).isEqualTo(Cause.SERVER_SPEAKS_HTTP);
        });
    }

    @Test
    void failuresThatSayDifferentThingsAreDifferentIncidents() {
        plaintext(0, "two.example", 443);
        alert(0.1, "two.example", 112);
        assertThat(bench.incidents()).extracting(incident -> incident.report().diagnosis().cause())
                .containsExactlyInAnyOrder(Cause.SERVER_SPEAKS_HTTP, Cause.UNRECOGNIZED_NAME);
    }

    @Test
    void siblingsThatWereLeftOrNeverUsedAreInNoIncident() {
        plaintext(0, "localhost", 3000);
        bench.desk.ended(hello(0.01, "localhost", 3000).wait(Duration.ofMillis(20)).closed(Direction.CLIENT, CloseKind.FIN).ended(), at(0.2));
        bench.desk.ended(Conversations.at(at(0.02)).to("localhost", 3000).from("127.0.0.1", BROWSER).wait(Duration.ofMillis(20))
                .closed(Direction.CLIENT, CloseKind.FIN).ended(), at(0.2));
        assertThat(bench.incidents()).singleElement().satisfies(incident -> assertThat(incident.count()).isEqualTo(1));
        assertThat(bench.concluded).extracting(report -> report.diagnosis().cause())
                .containsExactly(Cause.CLIENT_CANCELLED, Cause.CLIENT_SENT_NOTHING);
        assertThat(bench.concluded).allMatch(report -> report.outcome() == Outcome.UNKNOWN && report.incident().isEmpty());
    }

    @Test
    void anOpenFailureIsToldAtOnceAndCompletedAtItsEnd() {
        Conversations mail = hello(0, "mail.example", 25).server("220 mail.example ESMTP Postfix\r\n");
        bench.desk.decided(mail.open(), at(3));
        String id = bench.incidents().get(0).id();
        assertThat(bench.incidents()).singleElement().satisfies(incident -> assertThat(incident.report().settled()).isFalse());
        // The tunnel stays open for longer than the incident could grow.
        bench.desk.tick(at(300));
        bench.desk.ended(mail.wait(Duration.ofSeconds(600)).closed(Direction.CLIENT, CloseKind.FIN).ended(), at(600));
        assertThat(bench.incidents()).singleElement().satisfies(incident -> {
            assertThat(incident.id()).isEqualTo(id);
            assertThat(incident.report().settled()).isTrue();
            assertThat(incident.count()).isEqualTo(1);
        });
        assertThat(bench.withdrawn).isEmpty();
    }

    @Test
    void whatLookedLikeAFailureAndWentWellAfterAllLeavesNoIncident() {
        Conversations slow = Conversations.at(at(0)).to("slow.example", 443).from("127.0.0.1", BROWSER).hello().wait(Duration.ofSeconds(4));
        bench.desk.decided(slow.open(), at(4));
        assertThat(bench.incidents()).singleElement().satisfies(incident ->
                assertThat(incident.report().diagnosis().cause()).isEqualTo(Cause.NO_ANSWER_TO_HELLO));
        bench.desk.ended(slow.closed(Direction.SERVER, CloseKind.RESET).ended(), at(5));
        assertThat(bench.incidents()).as("its cause has changed, it is the same incident").singleElement().satisfies(incident -> {
            assertThat(incident.report().diagnosis().cause()).isEqualTo(Cause.RESET_AFTER_HELLO);
            assertThat(incident.count()).isEqualTo(1);
        });
        Conversations other = Conversations.at(at(60)).to("other.example", 443).from("127.0.0.1", BROWSER).hello().wait(Duration.ofSeconds(4));
        bench.desk.decided(other.open(), at(64));
        bench.desk.ended(Conversations.at(at(60)).unwatched(Observation.unwatched(2000, 50_000, List.of())).to("other.example", 443)
                .from("127.0.0.1", BROWSER).as(other).ended(), at(65));
        assertThat(bench.incidents()).hasSize(1);
        assertThat(bench.withdrawn).hasSize(1);
        assertThat(bench.concluded).singleElement().satisfies(report -> assertThat(report.outcome()).isEqualTo(Outcome.SUCCESS));
    }

    @Test
    void anotherReportSpeaksForTheIncidentWhenTheTellingOneLeavesIt() {
        reset(0, "mixed.example", 443);
        Conversations silent = hello(0.2, "mixed.example", 443).server("HTTP/1.1 400 Bad Request\r\n\r\n");
        bench.desk.decided(silent.open(), at(0.5));
        assertThat(bench.incidents()).singleElement().satisfies(incident ->
                assertThat(incident.report().diagnosis().cause()).isEqualTo(Cause.SERVER_SPEAKS_HTTP));
        bench.desk.ended(Conversations.at(at(0.2)).unwatched(Observation.unwatched(2000, 50_000, List.of())).to("mixed.example", 443)
                .from("127.0.0.1", BROWSER).as(silent).ended(), at(1));
        assertThat(bench.incidents()).singleElement().satisfies(incident -> {
            assertThat(incident.report().diagnosis().cause()).isEqualTo(Cause.RESET_AFTER_HELLO);
            assertThat(incident.count()).isEqualTo(1);
            assertThat(incident.reportIds()).hasSize(1);
        });
    }

    @Test
    void anIncidentNamesItsNewestHundredReportsAndCountsAll() {
        for (int i = 0; i < 150; i++) {
            plaintext(i * 0.1, "localhost", 3000);
        }
        assertThat(bench.incidents()).singleElement().satisfies(incident -> {
            assertThat(incident.count()).isEqualTo(150);
            assertThat(incident.reportIds()).hasSize(100);
            assertThat(incident.report().connection().openedAt()).isEqualTo(at(14.9));
        });
    }

    @Test
    void failuresAreConcludedOnceWhenTheirRecoveryTimeIsOver() {
        plaintext(0, "localhost", 3000);
        bench.desk.tick(at(9.9));
        assertThat(bench.concluded).isEmpty();
        bench.desk.tick(at(10.2));
        bench.desk.tick(at(11));
        assertThat(bench.concluded).singleElement().satisfies(report -> {
            assertThat(report.outcome()).isEqualTo(Outcome.FAILURE);
            assertThat(report.incident()).isPresent();
            assertThat(report.settled()).isTrue();
        });
    }

    @Test
    void atTheStopEverythingIsConcludedAsItStands() {
        plaintext(0, "localhost", 3000);
        reset(1, "other.example", 443);
        bench.desk.flush(at(2));
        assertThat(bench.concluded).hasSize(2).allMatch(report -> report.outcome() == Outcome.FAILURE);
        bench.desk.flush(at(2));
        assertThat(bench.concluded).hasSize(2);
    }

    @Test
    void whatIsRememberedIsBoundedAndTheBoundsAreCounted() {
        DeskBench small = new DeskBench(new ReportSettings(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(3), 3, 16, 16));
        for (int i = 0; i < 40; i++) {
            small.desk.ended(hello(0, "host" + i + ".example", 443).closed(Direction.SERVER, CloseKind.RESET).ended(), at(0.1));
        }
        assertThat(small.bounds).containsEntry("undoable-failures", 24).containsEntry("open-incidents", 24);
        assertThat(small.concluded).as("those that had to go can be undone no more").hasSize(24);
        small.desk.flush(at(1));
        assertThat(small.concluded).hasSize(40).doesNotHaveDuplicates();
        assertThat(small.incidents()).as("what was told stays told").hasSize(40);
    }
}
