package io.helloscope.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Phase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Error texts as people paste them. */
class ExplanationTest {
    private static final Knowledge KNOWLEDGE = KnowledgeTables.load();

    private static Explanation explain(String text) {
        return Explanation.of(text, KNOWLEDGE);
    }

    private static List<String> codes(Explanation explanation) {
        return explanation.causes().stream().map(entry -> entry.cause().code()).toList();
    }

    @TestFactory
    Stream<DynamicTest> pastedTextsHaveTheirCausesFirst() throws IOException {
        try (InputStream in = ExplanationTest.class.getResourceAsStream("pasted-texts.tsv")) {
            List<String[]> rows = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t")).toList();
            assertThat(rows).hasSizeGreaterThan(80);
            return rows.stream().map(row -> DynamicTest.dynamicTest(row[0] + ": " + row[1], () -> {
                Explanation explanation = explain(row[1].replace("\\n", "\n").replace("\\e", "\u001b"));
                List<String> expected = Arrays.asList(row[2].split(","));
                assertThat(codes(explanation)).as(explanation.errors().toString()).hasSizeGreaterThanOrEqualTo(expected.size());
                assertThat(codes(explanation).subList(0, expected.size())).as(explanation.errors().toString())
                        .containsExactlyInAnyOrderElementsOf(expected);
            }));
        }
    }

    private static String seen(String text) {
        return text.replaceAll("\\bHOST\\b", "www.example.org").replaceAll("\\bURL\\b", "https://www.example.org/x")
                .replaceAll("\\bFILE\\b", "/etc/ssl/ca.pem").replaceAll("\\bNAME\\b", "acme").replaceAll("\\bN\\b", "443")
                .replaceAll("\\bT\\b", "2026-11-23T12:00:00Z");
    }

    @TestFactory
    Stream<DynamicTest> eachTextIsFoundInNoise() {
        return KNOWLEDGE.clientErrors().all().stream().map(error -> DynamicTest.dynamicTest(error.id(), () -> {
            String text = seen(error.text());
            for (String noisy : List.of(
                    "2026-11-24T10:00:00.123Z  WARN [worker-7] c.a.b.Client - request to https://www.example.org/a?b=c failed: " + text + "\n\tat com.acme.Client.call(Client.java:42)\n\tat java.base/java.lang.Thread.run(Thread.java:840)\n",
                    "\u001b[31mERROR\u001b[0m:   " + text.toUpperCase(java.util.Locale.ROOT).replace("'", "\u2019") + "\r\n\r\nretrying in 5 s\r\n",
                    "{\"level\":\"error\",\"msg\":\"" + "call: " + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\\n    at x\"}")) {
                assertThat(explain(noisy).errors()).as(noisy).extracting(ClientError::text).contains(error.text());
            }
        }));
    }

    @Test
    void anUnknownTextSaysSoAndOffersTheNearest() {
        Explanation explanation = explain("the handshake was refused because of an unfamiliar issuer certificate");

        assertThat(explanation.found()).isFalse();
        assertThat(explanation.errors()).isEmpty();
        assertThat(explanation.causes()).isEmpty();
        assertThat(explain("zzz qqq").near()).isEmpty();
        assertThat(explain("unable to obtain local issuer of certificate").near()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "Hello, world", "the quick brown fox", "12", "3000", "Everything is established now", "-5", "2026-11-24",
        "10.0.0.1:443", "port 8080 is in use", "temperature -107 degrees measured at the station in the north of the land"})
    void ordinaryTextMeansNothing(String text) {
        assertThat(explain(text).found()).isFalse();
    }

    @Test
    void ofSeveralErrorsTheMostTellingComesFirst() {
        Explanation explanation = explain("Failed to load resource: net::ERR_CERT_DATE_INVALID\nThis site can't provide a secure connection");

        assertThat(explanation.errors().get(0).text()).isEqualTo("ERR_CERT_DATE_INVALID");
        assertThat(codes(explanation)).startsWith("certificate-expired");
        assertThat(explanation.causes().get(0).phase()).isEqualTo(Phase.CERTIFICATE);
    }

    @Test
    void whatTheOtherErrorsAllowTooIsMoreLikely() {
        assertThat(codes(explain("ERR_SSL_PROTOCOL_ERROR"))).startsWith("server-speaks-http");
        assertThat(codes(explain("ERR_SSL_PROTOCOL_ERROR, and openssl says: SSL alert number 80"))).startsWith("server-internal-error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Works through Helloscope, fails without", "The page works with the proxy but fails without it", "It works fine via the proxy; directly it is broken? no: works through the proxy, error when I go direct",
        "without the proxy it fails, through it everything works"})
    void whatWorksOnlyThroughTheProxyPointsAtWhatGoesPastIt(String text) {
        Explanation explanation = explain(text);

        assertThat(explanation.found()).isTrue();
        assertThat(explanation.situations().get(0).id()).isEqualTo("works-only-through-the-proxy");
        assertThat(explanation.situations().get(0).text()).contains("UDP port 443", "HTTPS records", "ECH", "localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"works without the proxy, fails through it", "It fails through Helloscope and works without"})
    void whatFailsOnlyThroughTheProxyPointsAtWhereItStands(String text) {
        assertThat(explain(text).situations()).extracting(Situation::id).contains("fails-only-through-the-proxy");
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void whatAnErrorTextMayMeanCanBeLookedAtByACommand(Cause cause) {
        if (!KNOWLEDGE.clientErrors().of(cause).isEmpty() && cause != Cause.CLIENT_POLICY && cause != Cause.CLIENT_NETWORK_CHANGED
                && cause != Cause.CLIENT_PARAMETERS_UNUSABLE) {
            assertThat(KNOWLEDGE.clientErrors().check(cause)).isPresent();
        }
    }

    @Test
    void onlyTheFirst64KibAreLookedAt() {
        Explanation late = explain("x ".repeat(40_000) + " ERR_SSL_PROTOCOL_ERROR");

        assertThat(late.cut()).isTrue();
        assertThat(late.errors()).isEmpty();
        assertThat(explain("x ".repeat(30_000) + " ERR_SSL_PROTOCOL_ERROR").causes()).isNotEmpty();
    }

    @Test
    void hostileTextsTakeBoundedTime() {
        List<String> hostile = List.of("\u0000".repeat(1 << 20), "\\".repeat(1 << 20), "%".repeat(1 << 20), "&#39;".repeat(1 << 18), "\u001b[".repeat(1 << 19),
                "error:".repeat(1 << 17), "ssl ".repeat(1 << 18), "The certificate of '".repeat(1 << 16), "works through the proxy ".repeat(1 << 15),
                "unable to get local issuer ".repeat(1 << 15), "-107 ".repeat(1 << 17), "alert ".repeat(1 << 17), "((((((((".repeat(1 << 17), "a".repeat(1 << 20), " \n".repeat(1 << 19),
                "\ud800\udc00\udfff".repeat(1 << 18), "curl error ".repeat(1 << 16));
        for (String text : hostile) {
            Assertions.assertTimeout(Duration.ofSeconds(20), () -> explain(text), () -> text.substring(0, 20));
        }
    }

    @Test
    void anyCharactersMayCome() {
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            String junk = new String(bytes, StandardCharsets.UTF_8);
            assertThat(explain(junk + "\nERR_CERT_REVOKED\n" + junk).errors()).extracting(ClientError::text).contains("ERR_CERT_REVOKED");
        }
    }

    @Test
    void hiddenCharactersInsideAWordAreNoObstacle() {
        assertThat(codes(explain("ERR_SSL_\u200bPROTOCOL_\u00adERROR"))).startsWith("server-speaks-http");
    }
}
