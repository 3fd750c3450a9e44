package io.helloscope.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.helloscope.verdict.Cause;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything but reports and the live stream. */
@Timeout(60)
class WebServerTest {
    private RunningWeb web;

    @BeforeEach
    void start() {
        web = new RunningWeb();
    }

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void settingsAreShownWithWhatIsSet() {
        JsonNode answer = web.json("/api/v1/settings");
        assertThat(answer.get("file").asText()).isEqualTo("helloscope.yaml");
        assertThat(answer.at("/settings/0/key").asText()).isEqualTo("listen");
        assertThat(answer.at("/settings/0/set").asBoolean()).isFalse();
        assertThat(answer.at("/settings/1/value").asText()).isEqualTo("/etc/token");
    }

    @Test
    void aboutTellsVersionUptimeAndAddresses() {
        JsonNode about = web.json("/api/v1/about");
        assertThat(about.get("version").asText()).isEqualTo("1.2.3");
        assertThat(about.get("uptime_seconds").asInt()).isEqualTo(90);
        assertThat(about.get("resources")).extracting(JsonNode::asText).contains("/api/v1/incidents", "/api/v1/about");
        assertThat(about.at("/listen/proxy/0").asText()).isEqualTo("127.0.0.1:3128");
        assertThat(about.at("/listen/dashboard/0").asText()).isEqualTo("127.0.0.1:" + web.server.address().getPort());
    }

    @Test
    void theSummaryCountsEachConnectionOnceAndByItsLatestOutcome() {
        web.add(Samples.failure(1, "a.example", Cause.SERVER_SPEAKS_HTTP));
        web.add(Samples.failure(1, "a.example", Cause.SERVER_SPEAKS_HTTP));
        web.add(Samples.failure(2, "b.example", Cause.SERVER_SPEAKS_HTTP));
        web.server.concluded(Samples.success(2, "b.example"));
        web.server.withdrawn(Samples.incidentId(2));
        assertThat(web.get("/api/v1/summary").body())
                .isEqualTo("{\"connections\":{\"seen\":2,\"healthy\":1,\"failed\":1,\"unknown\":0},\"incidents\":{\"active\":1,\"seen\":1}}");
    }

    @Test
    void healthIsWhatItsSupplierSays() {
        assertThat(web.json("/health").get("tunnels").asInt()).isEqualTo(3);
        web.health = Map.of("status", "down", "reason", "the listener is gone");
        HttpResponse<String> down = web.get("/health");
        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(RunningWeb.parse(down.body()).get("reason").asText()).isEqualTo("the listener is gone");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "*/*|text/plain; version=0.0.4; charset=utf-8",
        "text/html|text/plain; version=0.0.4; charset=utf-8",
        "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3|application/openmetrics-text; version=1.0.0; charset=utf-8",
        "application/openmetrics-text;q=0.2,text/plain;q=0.3|text/plain; version=0.0.4; charset=utf-8",
        "application/openmetrics-text;q=0|text/plain; version=0.0.4; charset=utf-8",
        "application/openmetrics-text|application/openmetrics-text; version=1.0.0; charset=utf-8"})
    void metricsComeInTheFormatThatIsAskedFor(String accept, String type) {
        web.registry.counter("helloscope.example").increment(3);
        HttpResponse<String> answer = web.get("/metrics", "Accept", accept);
        assertThat(answer.headers().firstValue("content-type")).hasValue(type);
        assertThat(answer.body()).contains("helloscope_example_total 3.0");
        assertThat(answer.body().endsWith("# EOF\n")).isEqualTo(type.startsWith("application/openmetrics"));
    }

    @Test
    void everyAnswerCarriesTheHeadersThatProtectThePage() {
        for (String path : List.of("/", "/api/v1/reports", "/api/v1/nothing", "/metrics", "/health", "/nothing")) {
            HttpResponse<String> answer = web.get(path);
            assertThat(answer.headers().firstValue("content-security-policy")).as(path)
                    .hasValue("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
            assertThat(answer.headers().firstValue("x-content-type-options")).as(path).hasValue("nosniff");
            assertThat(answer.headers().firstValue("referrer-policy")).as(path).hasValue("no-referrer");
            assertThat(answer.headers().firstValue("cross-origin-opener-policy")).as(path).hasValue("same-origin");
            assertThat(answer.headers().map().keySet()).as(path).doesNotContain("access-control-allow-origin", "server");
        }
    }

    @Test
    void nothingCanBeWritten() {
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
            HttpResponse<String> answer = web.send(method, "/api/v1/reports", "Origin", "http://127.0.0.1:1");
            assertThat(answer.statusCode()).as(method).isEqualTo(405);
            assertThat(answer.headers().firstValue("allow")).hasValue("GET, HEAD");
        }
    }

    @Test
    void headIsGetWithoutItsBody() {
        String answer = web.raw("HEAD /api/v1/about HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("content-length: ").endsWith("\r\n\r\n");
        assertThat(web.raw("HEAD /api/v1/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
    }

    @Test
    void oversizedHeadsAndBodiesAreRefused() {
        assertThat(web.raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(40_000) + "\r\n\r\n")).startsWith("HTTP/1.1 431 ");
        assertThat(web.raw("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")).startsWith("HTTP/1.1 414 ");
    }

    @Test
    void aPortInUseIsOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
            WebSettings settings = new WebSettings(WebSettings.address("127.0.0.1:" + taken.getLocalPort()), Set.of(), Optional.empty(), Optional.empty());
            WebServer second = new WebServer(settings, web.history, () -> RunningWeb.KNOWLEDGE, web.registry, new About("1", Samples.START, List.of(), SettingsInForce.UNKNOWN), Map::of,
                    java.time.InstantSource.system());
            try (second) {
                assertThatThrownBy(second::start).isInstanceOf(ListenException.class)
                        .hasMessageContaining("dashboard.listen: cannot listen on 127.0.0.1:" + taken.getLocalPort() + ", it is in use");
            }
        }
    }

    @Test
    void theLiveStreamEndsWhenTheServerStops() throws Exception {
        var lines = web.client().sendAsync(java.net.http.HttpRequest.newBuilder(web.uri("/api/v1/live")).build(),
                HttpResponse.BodyHandlers.ofLines()).get(10, java.util.concurrent.TimeUnit.SECONDS);
        long before = System.nanoTime();
        web.close();
        assertThat(lines.body().toList()).first().isEqualTo("retry: 1000");
        assertThat(System.nanoTime() - before).isLessThan(5_000_000_000L);
    }
}
