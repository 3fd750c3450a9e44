package io.helloscope.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports and incidents over HTTP. */
@Timeout(60)
class ReportApiTest {
    private RunningWeb web;

    @BeforeEach
    void start() {
        web = new RunningWeb();
    }

    @AfterEach
    void stop() {
        web.close();
    }

    private static List<String> ids(JsonNode page, String name, String... path) {
        return StreamSupport.stream(page.get(name).spliterator(), false).map(one -> one.at("/" + String.join("/", path)).asText()).toList();
    }

    @Test
    void reportsComeNewestFirst() {
        web.add(Samples.failure(1, "old.example", Cause.SERVER_SPEAKS_HTTP));
        web.add(Samples.success(2, "new.example"));
        JsonNode page = web.json("/api/v1/reports");
        assertThat(ids(page, "reports", "event", "id")).containsExactly(Samples.id(2), Samples.id(1));
        assertThat(page.at("/reports/1/helloscope/cause").asText()).isEqualTo("server-speaks-http");
        assertThat(page.has("next")).isFalse();
    }

    @Test
    void anEmptyHistoryIsAnEmptyList() {
        assertThat(web.get("/api/v1/reports").body()).isEqualTo("{\"reports\":[]}");
        assertThat(web.get("/api/v1/incidents").body()).isEqualTo("{\"incidents\":[]}");
    }

    @Test
    void oneReportAndOneIncidentAreBareDocuments() {
        web.add(Samples.failure(7, "a.example", Cause.SERVER_SPEAKS_HTTP));
        assertThat(web.json("/api/v1/reports/" + Samples.id(7)).at("/destination/domain").asText()).isEqualTo("a.example");
        JsonNode incident = web.json("/api/v1/incidents/" + Samples.incidentId(7));
        assertThat(incident.at("/helloscope/incident").asText()).isEqualTo(Samples.incidentId(7));
        assertThat(incident.at("/helloscope/reports/count").asInt()).isEqualTo(1);
        assertThat(incident.at("/helloscope/first_seen").isMissingNode()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/reports/none,id", "/api/v1/incidents/none,id", "/api/v1/incidents/%3Cscript%3E,id", "/api/v1/nothing,path", "/api/,path"})
    void whatIsNotThereIs404InJson(String path, String field) {
        HttpResponse<String> answer = web.get(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(RunningWeb.parse(answer.body()).at("/error/field").asText()).isEqualTo(field);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json; charset=utf-8");
    }

    @ParameterizedTest
    @CsvSource({
        "host=B.example.,2", "host=nowhere.example,", "client=192.0.2.9,3", "client=[2001:DB8::1],4", "cause=certificate-expired,3",
        "phase=certificate,3", "party=client,3", "since=2026-11-24T09:00:03Z,4 3", "since=2026-11-24T10:00:03%2B01:00,4 3",
        "since=2026-11-24T10:00:03+01:00,4 3", "until=2026-11-24T09:00:01.5Z,1", "host=a.example&cause=,1", "limit=1,4",
        "phase=handshake&since=2026-11-24T09:00:02Z&until=2026-11-24T09:00:04Z,2"})
    void filtersNarrow(String parameters, String expected) {
        web.add(Samples.failure(1, "a.example", Cause.SERVER_SPEAKS_HTTP));
        web.add(Samples.failure(2, "b.example", Cause.RESET_AFTER_HELLO));
        web.add(Samples.report(3, "c.example", "192.0.2.9", Cause.CERTIFICATE_EXPIRED, Phase.CERTIFICATE, Party.CLIENT, Outcome.FAILURE, ""));
        web.add(Samples.report(4, "d.example", "2001:db8::1", Cause.ESTABLISHED, Phase.ESTABLISHED, Party.UNKNOWN, Outcome.SUCCESS, ""));
        List<String> numbers = expected == null ? List.of() : List.of(expected.split(" "));
        assertThat(ids(web.json("/api/v1/reports?" + parameters), "reports", "event", "id"))
                .isEqualTo(numbers.stream().map(n -> Samples.id(Integer.parseInt(n))).toList());
    }

    @Test
    void incidentsHaveTheSameFilters() {
        web.add(Samples.failure(1, "a.example", Cause.SERVER_SPEAKS_HTTP));
        web.add(Samples.failure(2, "b.example", Cause.RESET_AFTER_HELLO));
        assertThat(ids(web.json("/api/v1/incidents?cause=reset-after-hello"), "incidents", "destination", "domain")).containsExactly("b.example");
    }

    @Test
    void cursorsReachEachOldReportOnceWhileNewOnesArrive() {
        IntStream.rangeClosed(1, 25).forEach(n -> web.add(Samples.success(n, "a.example")));
        List<String> seen = new ArrayList<>();
        String cursor = "";
        int added = 25;
        do {
            JsonNode page = web.json("/api/v1/reports?limit=10&cursor=" + java.net.URLEncoder.encode(cursor, java.nio.charset.StandardCharsets.UTF_8));
            seen.addAll(ids(page, "reports", "event", "id"));
            cursor = page.path("next").asText("");
            for (int i = 0; i < 3; i++) {
                web.add(Samples.success(++added, "a.example"));
            }
        } while (!cursor.isEmpty());
        List<String> expected = new ArrayList<>(IntStream.rangeClosed(1, 25).mapToObj(Samples::id).toList());
        java.util.Collections.reverse(expected);
        assertThat(seen).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "cause=no-such-cause,cause", "phase=HANDSHAKE,phase", "party=me,party", "since=yesterday,since", "until=2026-11-24,until",
        "limit=0,limit", "limit=1001,limit", "limit=-1,limit", "limit=99999999999,limit", "limit=x,limit", "hosts=a,hosts",
        "host=a&host=b,host", "cursor=!!,cursor", "cause=%3Cscript%3E,cause"})
    void aBadParameterIsNamedWithWhatIsAllowed(String parameters, String field) {
        for (String resource : List.of("reports", "incidents")) {
            HttpResponse<String> answer = web.get("/api/v1/" + resource + "?" + parameters);
            assertThat(answer.statusCode()).isEqualTo(400);
            JsonNode error = RunningWeb.parse(answer.body()).get("error");
            assertThat(error.get("field").asText()).isEqualTo(field);
            assertThat(error.get("message").asText()).isNotBlank();
        }
    }

    @Test
    void aBadWordIsAnsweredWithTheRightOnes() {
        JsonNode error = RunningWeb.parse(web.get("/api/v1/reports?phase=x").body()).get("error");
        assertThat(error.get("allowed")).extracting(JsonNode::asText).containsExactly("network", "handshake", "certificate", "established");
    }

    @Test
    void peersWordsAreTextInJsonAndNothingElse() {
        String hostile = "</script><img src=x onerror=alert(1)>\"\\\u2028\u0000\n{{7*7}}";
        web.add(Samples.report(1, "a.example", "192.0.2.7", Cause.SERVER_SPEAKS_HTTP, Phase.HANDSHAKE, Party.SERVER, Outcome.FAILURE, hostile));
        HttpResponse<String> answer = web.get("/api/v1/reports/" + Samples.id(1));
        assertThat(RunningWeb.parse(answer.body()).at("/helloscope/explanation").asText()).endsWith(hostile);
        assertThat(answer.body()).doesNotContain("\n", "\u0000");
        assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    }
}
