package io.helloscope.report;

import static io.helloscope.report.DeskBench.BROWSER;
import static io.helloscope.report.DeskBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.observe.Reach;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.testing.Conversations;
import io.helloscope.verdict.Cause;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Failures that a success of the same client makes good, and departures that none does. */
class RecoveryTest {
    private final DeskBench bench = new DeskBench(ReportSettings.DEFAULT);

    private static Conversations tunnel(double second, String host, int port) {
        return Conversations.at(at(second)).to(host, port).from("127.0.0.1", BROWSER);
    }

    private void reset(double opened, double ended, String host, int port) {
        bench.desk.ended(tunnel(opened, host, port).hello().closed(Direction.SERVER, CloseKind.RESET).ended(), at(ended));
    }

    /** SSH both ways: a success that needs no key. */
    private static Conversations working(double opened, String host, int port) {
        return tunnel(opened, host, port).client("SSH-2.0-OpenSSH_9.2\r\n".getBytes()).server("SSH-2.0-OpenSSH_9.2\r\n");
    }

    private void leaves(double opened, double seconds, String host) {
        bench.desk.ended(tunnel(opened, host, 443).hello().wait(Duration.ofMillis((long) (seconds * 1000)))
                .closed(Direction.CLIENT, CloseKind.FIN).ended(), at(opened + seconds + 0.01));
    }

    private void recoveredAlone() {
        assertThat(bench.incidents()).isEmpty();
        assertThat(bench.concluded).filteredOn(report -> report.outcome() != Outcome.SUCCESS).singleElement().satisfies(report -> {
            assertThat(report.recovered()).isTrue();
            assertThat(report.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(report.incident()).isEmpty();
        });
        assertThat(bench.reports()).as("it can be found").anyMatch(ConnectionReport::recovered);
    }

    @Test
    void aPlainPageAfterAFailedTunnelToPort443MakesItGood() {
        reset(0, 0.1, "old.example", 443);
        assertThat(bench.incidents()).hasSize(1);
        bench.plainPage(BROWSER, "old.example", 2, 200, Optional.empty());
        recoveredAlone();
        bench.desk.tick(at(20));
        recoveredAlone();
    }

    @Test
    void soItIsWhereNothingListensOnPort443() {
        bench.desk.ended(tunnel(0, "plain.example", 443).reach(new Reach.Failed(Reach.Failure.REFUSED, Optional.of("127.0.0.1"), Optional.empty(),
                Optional.empty(), Reach.DialTimes.NONE)).ended(), at(0.1));
        assertThat(bench.incidents()).hasSize(1);
        bench.plainPage(BROWSER, "plain.example", 0.3, 200, Optional.empty());
        recoveredAlone();
    }

    @Test
    void aPlainPageMakesASilentTunnelGoodWhileThatIsStillOpen() {
        Conversations silent = tunnel(0, "silent.example", 443).hello().wait(Duration.ofSeconds(4));
        bench.desk.decided(silent.open(), at(4));
        assertThat(bench.incidents()).hasSize(1);
        bench.plainPage(BROWSER, "silent.example", 4.1, 200, Optional.empty());
        assertThat(bench.incidents()).isEmpty();
        assertThat(bench.concluded).isEmpty();
        bench.desk.ended(silent.wait(Duration.ofSeconds(40)).closed(Direction.CLIENT, CloseKind.FIN).ended(), at(44));
        recoveredAlone();
        assertThat(bench.reports()).singleElement().matches(ConnectionReport::settled);
    }

    @Test
    void aPlainPageThatCameDuringTheAttemptMakesItGoodHoweverLateItEnds() {
        Conversations silent = tunnel(0, "silent.example", 443).hello().wait(Duration.ofSeconds(30));
        bench.plainPage(BROWSER, "silent.example", 3, 200, Optional.empty());
        bench.desk.ended(silent.closed(Direction.CLIENT, CloseKind.FIN).ended(), at(30));
        recoveredAlone();
    }

    @Test
    void aPlainPageTooLateOrOfAnotherProgramOrHostMakesNothingGood() {
        reset(0, 0.1, "old.example", 443);
        bench.plainPage("curl/8.14.1", "old.example", 1, 200, Optional.empty());
        bench.plainPage(BROWSER, "other.example", 1, 200, Optional.empty());
        bench.plainPage(BROWSER, "old.example", 10.2, 200, Optional.empty());
        assertThat(bench.incidents()).hasSize(1);
        bench.desk.tick(at(11));
        assertThat(bench.concluded).singleElement().satisfies(report -> assertThat(report.outcome()).isEqualTo(Outcome.FAILURE));
    }

    @Test
    void aPlainPageMakesNoOtherPortGood() {
        reset(0, 0.1, "old.example", 8443);
        bench.plainPage(BROWSER, "old.example", 1, 200, Optional.empty());
        assertThat(bench.incidents()).hasSize(1);
    }

    @Test
    void anAnswerThatOnlySendsTheClientBackToHttpsMakesNothingGood() {
        reset(0, 0.1, "strict.example", 443);
        bench.plainPage(BROWSER, "strict.example", 1, 301, Optional.of("HTTPS://strict.example/home"));
        assertThat(bench.incidents()).hasSize(1);
        bench.plainPage(BROWSER, "strict.example", 2, 302, Optional.of("https://strict.example.org/"));
        assertThat(bench.incidents()).isEmpty();
    }

    @Test
    void plainHttpThroughATunnelCountsLikeAPlainPage() {
        reset(0, 0.1, "socks.example", 443);
        bench.desk.ended(tunnel(1, "socks.example", 80).client("GET / HTTP/1.1\r\nHost: socks.example\r\n\r\n".getBytes())
                .server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").closed(Direction.CLIENT, CloseKind.FIN).ended(), at(1.5));
        recoveredAlone();
    }

    @Test
    void aSuccessToTheSameHostAndPortMakesAllFailuresBeforeGood() {
        for (int i = 0; i < 150; i++) {
            reset(i * 0.01, i * 0.01 + 0.005, "flaky.example", 2222);
        }
        assertThat(bench.incidents()).hasSize(1);
        bench.desk.decided(working(2, "flaky.example", 2222).open(), at(2.1));
        assertThat(bench.incidents()).isEmpty();
        assertThat(bench.withdrawn).hasSize(1);
        assertThat(bench.concluded).hasSize(150).allMatch(ConnectionReport::recovered);
    }

    @Test
    void aSuccessBesideAFailureMakesItGood() {
        bench.desk.decided(working(0, "race.example", 2222).open(), at(0.1));
        reset(0.3, 0.5, "race.example", 2222);
        recoveredAlone();
    }

    @Test
    void aFailureThatBeginsWellAfterASuccessStands() {
        bench.desk.decided(working(0, "race.example", 2222).open(), at(0.1));
        reset(5, 5.1, "race.example", 2222);
        assertThat(bench.incidents()).hasSize(1);
    }

    @Test
    void theEndOfALongTunnelIsNoNewSuccess() {
        Conversations working = working(0, "long.example", 2222);
        bench.desk.decided(working.open(), at(0.1));
        reset(100, 100.1, "long.example", 2222);
        bench.desk.ended(working.wait(Duration.ofSeconds(101)).closed(Direction.CLIENT, CloseKind.FIN).ended(), at(101));
        assertThat(bench.incidents()).hasSize(1);
    }

    @Test
    void aClientThatLeavesEarlyAgainAndAgainHasAReason() {
        leaves(0, 0.1, "slow.example");
        leaves(1, 0.1, "slow.example");
        assertThat(bench.incidents()).isEmpty();
        assertThat(bench.concluded).hasSize(2).allMatch(report -> report.diagnosis().cause() == Cause.CLIENT_CANCELLED);
        leaves(2, 0.1, "slow.example");
        assertThat(bench.incidents()).singleElement().satisfies(incident -> {
            assertThat(incident.report().diagnosis().cause()).isEqualTo(Cause.CLIENT_CLOSED_DURING_HANDSHAKE);
            assertThat(incident.report().diagnosis().evidence().get(0).text()).contains("3 times");
        });
    }

    @Test
    void tunnelsThatAreLeftTogetherAreOneDeparture() {
        for (int i = 0; i < 5; i++) {
            leaves(i * 0.01, 0.5, "stopped.example");
        }
        assertThat(bench.incidents()).isEmpty();
    }

    @Test
    void aSuccessOrALongTimeBetweenForgetsDepartures() {
        leaves(0, 0.1, "a.example");
        leaves(1, 0.1, "a.example");
        bench.desk.ended(working(2, "a.example", 443).closed(Direction.CLIENT, CloseKind.FIN).ended(), at(2.5));
        leaves(3, 0.1, "a.example");
        leaves(0, 0.1, "b.example");
        leaves(1, 0.1, "b.example");
        leaves(1000, 0.1, "b.example");
        assertThat(bench.incidents()).isEmpty();
    }

    @Test
    void howLongAClientMayBeExpectedToWaitFollowsTheServersUsualTime() {
        leaves(0, 2, "new.example");
        assertThat(bench.incidents()).as("servers may take 3 s").isEmpty();
        bench.desk.ended(handshake("quick.example", Duration.ofMillis(20)), at(1));
        leaves(2, 2, "quick.example");
        assertThat(bench.incidents()).singleElement().satisfies(incident ->
                assertThat(incident.report().diagnosis().cause()).isEqualTo(Cause.NO_ANSWER_TO_HELLO));
        bench.desk.ended(handshake("sluggish.example", Duration.ofSeconds(4)), at(10));
        leaves(20, 9, "sluggish.example");
        assertThat(bench.incidents()).as("this one takes 4 s even when it works").hasSize(1);
    }

    private static io.helloscope.observe.Connection handshake(String host, Duration took) {
        return tunnel(0, host, 443).hello().wait(took).handshakeOf12().closed(Direction.CLIENT, CloseKind.FIN).ended();
    }
}
