package io.helloscope.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.helloscope.verdict.Cause;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an error text means, over HTTP. */
@Timeout(60)
class ExplainApiTest {
    private RunningWeb web;

    @BeforeEach
    void start() {
        web = new RunningWeb();
    }

    @AfterEach
    void stop() {
        web.close();
    }

    private JsonNode explain(String text) {
        return web.json("/api/v1/explain?text=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
    }

    private HttpResponse<String> post(byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(web.uri("/api/v1/explain")).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return web.client().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aTextHasCausesSignsAndRemedies() {
        JsonNode answer = explain("GET https://localhost:3000/ net::ERR_SSL_PROTOCOL_ERROR");

        assertThat(answer.get("found").asBoolean()).isTrue();
        assertThat(answer.get("summary").asText()).contains("before any certificate was judged, so trusting a root CA cannot mend it");
        assertThat(answer.at("/causes/0/cause").asText()).isEqualTo("server-speaks-http");
        assertThat(answer.at("/causes/0/sign").asText()).isNotBlank();
        assertThat(answer.at("/causes/0/check").asText()).startsWith("curl");
        assertThat(answer.at("/causes/0/remedies/0/text").asText()).isNotBlank();
        assertThat(answer.get("incidents")).isEmpty();
    }

    @Test
    void incidentsMatchByCauseAndByWhatTheClientShowed() {
        web.add(Samples.failure(1, "http.example", Cause.SERVER_SPEAKS_HTTP));
        web.add(Samples.failure(2, "other.example", Cause.RESET_AFTER_HELLO));
        web.add(Samples.failure(3, "third.example", Cause.SERVER_SPEAKS_HTTP));

        JsonNode all = explain("ERR_SSL_PROTOCOL_ERROR").get("incidents");
        assertThat(all).extracting(one -> one.at("/destination/domain").asText()).contains("http.example", "third.example");
        assertThat(explain("https://http.example/ SSL_ERROR_RX_RECORD_TOO_LONG").at("/incidents/0/destination/domain").asText()).isEqualTo("http.example");
        assertThat(explain("ERR_CERT_REVOKED").get("incidents")).isEmpty();
        assertThat(explain("zzz").get("incidents")).isEmpty();
    }

    @Test
    void anUnknownTextIsAnAnswerToo() {
        JsonNode answer = explain("zzz");

        assertThat(answer.get("found").asBoolean()).isFalse();
        assertThat(answer.has("causes")).isFalse();
    }

    @Test
    void aLongTextIsPosted() throws Exception {
        String text = "noise ".repeat(5000) + "NET::ERR_CERT_DATE_INVALID";
        assertThat(RunningWeb.parse(post(text.getBytes(StandardCharsets.UTF_8)).body()).at("/causes/0/cause").asText()).isEqualTo("certificate-expired");
        assertThat(post(new byte[1 << 20]).statusCode()).isEqualTo(413);
        assertThat(post(new byte[] {(byte) 0xff, 0, (byte) 0xc3, 'x'}).statusCode()).isEqualTo(200);
    }

    @Test
    void othersPagesMayNotAskAndNothingElseMayBePosted() throws Exception {
        assertThat(post(new byte[] {'x'}, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors").statusCode()).isEqualTo(403);
        assertThat(web.send("POST", "/api/v1/incidents").statusCode()).isEqualTo(405);
        assertThat(web.send("DELETE", "/api/v1/explain").statusCode()).isEqualTo(405);
    }

    @Test
    void badParametersAreNamed() {
        assertThat(web.get("/api/v1/explain").statusCode()).isEqualTo(400);
        assertThat(web.get("/api/v1/explain?text=").statusCode()).isEqualTo(400);
        assertThat(web.get("/api/v1/explain?txt=a").statusCode()).isEqualTo(400);
        assertThat(web.get("/api/v1/explain?text=a&text=b").statusCode()).isEqualTo(400);
    }

    @Test
    void theAskedTextIsNotRepeated() throws Exception {
        String hostile = "<script>alert(1)</script> ERR_CERT_REVOKED \u0000\u2028";
        HttpResponse<String> answer = post(hostile.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.body()).doesNotContain("<script>").contains("certificate-revoked");
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json; charset=utf-8");
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void theReferencePageHasAnAnchorForEachCause(Cause cause) {
        String page = web.get("/causes.html").body();

        assertThat(page).containsOnlyOnce("id=\"" + cause.code() + "\"").contains("href=\"#" + cause.code() + "\"");
    }

    @Test
    void theReferencePageIsOneOfThePages() {
        HttpResponse<String> page = web.get("/causes.html");

        assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body()).contains("ERR_SSL_PROTOCOL_ERROR", "https.createServer").doesNotContain("<script", "style=", "onclick");
        assertThat(web.get("/causes.html", "If-None-Match", page.headers().firstValue("etag").orElseThrow()).statusCode()).isEqualTo(304);
    }
}
