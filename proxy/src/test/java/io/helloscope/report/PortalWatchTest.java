package io.helloscope.report;

import static io.helloscope.report.DeskBench.BROWSER;
import static io.helloscope.report.DeskBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.knowledge.Knowledge.PortalCheck;
import io.helloscope.observe.Arrival;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Phase;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortalWatchTest {
    private static final String FIREFOX = "detectportal.firefox.com";
    private static final String WINDOWS = "www.msftconnecttest.com";
    private static final String LOGIN = "<html><form action=/login>";

    private final DeskBench bench = new DeskBench(ReportSettings.DEFAULT);

    private void check(String host, String path, double second, int status, String body) {
        bench.portalCheck(BROWSER, host, path, second, status, body);
    }

    @Test
    void theKnownAnswerOfEachCheckIsNoPortal() {
        double second = 0;
        for (PortalCheck check : DeskBench.KNOWLEDGE.portalChecks()) {
            check(check.host(), check.path(), second++, check.status(), check.body().isEmpty() ? "" : check.body() + "\n");
        }
        assertThat(DeskBench.KNOWLEDGE.portalChecks()).hasSizeGreaterThan(10);
        assertThat(bench.reports()).isEmpty();
    }

    @Test
    void oneWrongAnswerIsPossiblyAPortal() {
        check(FIREFOX, "/success.txt", 0, 302, "");
        assertThat(bench.incidents()).singleElement().satisfies(incident -> {
            assertThat(incident.report().diagnosis().cause()).isEqualTo(Cause.CAPTIVE_PORTAL);
            assertThat(incident.report().diagnosis().confidence()).isEqualTo(Confidence.POSSIBLE);
            assertThat(incident.report().diagnosis().phase()).isEqualTo(Phase.NETWORK);
            assertThat(incident.report().connection().arrival()).isEqualTo(Arrival.HTTP);
            assertThat(incident.report().settled()).isTrue();
        });
        assertThat(bench.concluded).hasSize(1);
        Map<String, Object> document = ReportDocument.of(bench.incidents().get(0));
        assertThat(document).extractingByKey("event").asString().doesNotContain("duration");
    }

    @Test
    void theSameCheckAgainMakesItNoSurer() {
        for (int i = 0; i < 5; i++) {
            check(FIREFOX, i % 2 == 0 ? "/success.txt" : "/success.txt?ipv4", i, 200, LOGIN);
        }
        assertThat(bench.incidents()).singleElement().satisfies(incident -> {
            assertThat(incident.report().diagnosis().confidence()).isEqualTo(Confidence.POSSIBLE);
            assertThat(incident.count()).isEqualTo(5);
        });
    }

    @Test
    void twoChecksWithWrongAnswersAreOneCertainPortal() {
        bench.portalCheck(BROWSER, FIREFOX, "/success.txt", 0, 200, LOGIN);
        bench.portalCheck("Microsoft NCSI", WINDOWS, "/connecttest.txt", 3, 302, "");
        assertThat(bench.incidents()).singleElement().satisfies(incident -> {
            assertThat(incident.report().diagnosis().confidence()).isEqualTo(Confidence.CERTAIN);
            assertThat(incident.count()).isEqualTo(2);
        });
    }

    @Test
    void aRightAnswerOrTenMinutesForgetAWrongOne() {
        check(FIREFOX, "/success.txt", 0, 200, LOGIN);
        check(FIREFOX, "/success.txt", 60, 200, "success\n");
        check(WINDOWS, "/connecttest.txt", 61, 302, "");
        check(FIREFOX, "/success.txt", 700, 302, "");
        assertThat(bench.reports()).hasSize(3).allMatch(report -> report.diagnosis().confidence() == Confidence.POSSIBLE);
    }

    @Test
    void aQueryOfTheClientsOwnDoesNotHideACheck() {
        check(WINDOWS, "/connecttest.txt?n=1764000000", 0, 302, "");
        assertThat(bench.incidents()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {304, 500, 502, 503, 504})
    void aServerInTroubleOrAStoredAnswerIsNoPortal(int status) {
        check(FIREFOX, "/success.txt", 0, status, "");
        assertThat(bench.reports()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"''", "suc", "'\u001f\u008b\u0008'", "'  SUCCESS'"})
    void aBodyThatCannotBeToldApartIsNoPortal(String body) {
        check(FIREFOX, "/success.txt", 0, 200, body);
        assertThat(bench.reports()).isEmpty();
    }

    @Test
    void theStatusForPortalsIsAPortal() {
        check(FIREFOX, "/success.txt", 0, 511, LOGIN);
        assertThat(bench.incidents()).hasSize(1);
    }

    @Test
    void otherPagesOfTheSameHostsAreNotLookedAt() {
        check("www.apple.com", "/", 0, 200, "<html>");
        check("www.gstatic.com", "/images/logo.png", 0, 404, "");
        assertThat(bench.reports()).isEmpty();
        assertThat(bench.incidents()).isEmpty();
        bench.desk.tick(at(60));
        assertThat(bench.concluded).isEmpty();
    }
}
