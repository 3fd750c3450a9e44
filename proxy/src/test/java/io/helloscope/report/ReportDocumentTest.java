package io.helloscope.report;

import static io.helloscope.report.DeskBench.START;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.bytes.Bytes;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Direction;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Wire;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.testing.CertificateMaker.Issued;
import io.helloscope.testing.Conversations;
import io.helloscope.testing.Reports;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportDocumentTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode json(Map<String, Object> document) {
        try {
            assertOnlyPlainTypes(document);
            return JSON.readTree(JSON.writeValueAsBytes(document));
        } catch (JsonProcessingException broken) {
            throw new AssertionError(broken);
        } catch (java.io.IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    private static JsonNode json(Connection connection) {
        return json(ReportDocument.of(Reports.of(connection)));
    }

    private static void assertOnlyPlainTypes(Object value) {
        if (value instanceof Map<?, ?> map) {
            assertThat(map.keySet()).allMatch(key -> key instanceof String);
            map.values().forEach(ReportDocumentTest::assertOnlyPlainTypes);
        } else if (value instanceof Collection<?> all) {
            all.forEach(ReportDocumentTest::assertOnlyPlainTypes);
        } else {
            assertThat(value).isInstanceOfAny(String.class, Integer.class, Long.class, Double.class, Boolean.class);
        }
    }

    private static List<String> texts(JsonNode array) {
        return IntStream.range(0, array.size()).mapToObj(i -> array.get(i).asText()).toList();
    }

    private static Conversations talk() {
        return Conversations.at(START.plusNanos(123_456_789)).to("shop.example", 8443).from("192.0.2.7", "curl/8.14.1").reach(new Reach.Connected(
                "198.51.100.5", 8443, Optional.empty(), new Reach.DialTimes(OptionalLong.of(3_400_000), OptionalLong.of(18_250_000), OptionalLong.empty())));
    }

    @Test
    void whatWasAskedAndHowToCheckItStandsBesideIt() {
        Connection connection = talk().hello().wait(Duration.ofMillis(7)).server("HTTP/1.1 400 Bad Request\r\n\r\n").closed(Direction.SERVER, CloseKind.FIN)
                .ended();
        ConnectionReport bare = Reports.of(connection);
        ProbeAnswer answer = new ProbeAnswer(Question.Plain.HTTP, Optional.of("198.51.100.5:8443"), connection.reach(), connection.observation(),
                Optional.empty(), START, Duration.ofMillis(12));
        JsonNode ours = json(ReportDocument.of(new ConnectionReport(connection, List.of(answer), bare.diagnosis(), bare.outcome(), true, false,
                Optional.empty()))).get("helloscope");

        assertThat(ours.at("/triage/0")).hasToString("{\"question\":\"http\",\"asked\":\"a plain HTTP request\",\"address\":\"198.51.100.5:8443\","
                + "\"answer\":\"plain HTTP 400\",\"took_ms\":12,\"asked_at\":\"2026-11-24T10:00:00.000000Z\"}");
        assertThat(ours.at("/checks/0/command").asText()).isEqualTo("curl -v -g --noproxy '*' --max-time 20 http://shop.example:8443/");
        assertThat(ours.at("/checks/0/shows").asText()).contains("< HTTP/1");
        assertThat(ours.at("/versions/0")).hasToString("{\"version\":\"TLS 1.3\",\"offered\":true}");
        assertThat(json(ReportDocument.of(bare)).at("/helloscope/triage").isMissingNode()).isTrue();
    }

    @Test
    void aPlaintextAnswerIsToldInFull() {
        JsonNode told = json(talk().hello().wait(Duration.ofMillis(7)).server("HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\n\r\n<html>\u0007")
                .closed(Direction.SERVER, CloseKind.FIN).ended());
        assertThat(told.at("/@timestamp").asText()).isEqualTo("2026-11-24T10:00:00.123456Z");
        assertThat(told.at("/event/id").asText()).hasSize(23);
        assertThat(told.at("/event/outcome").asText()).isEqualTo("failure");
        assertThat(told.at("/event/duration").asLong()).isEqualTo(7_000_004);
        assertThat(told.at("/source/ip").asText()).isEqualTo("192.0.2.7");
        assertThat(told.at("/source/port").asInt()).isEqualTo(50_000);
        assertThat(told.at("/source/bytes").asInt()).isGreaterThan(100);
        assertThat(told.at("/destination/domain").asText()).isEqualTo("shop.example");
        assertThat(told.at("/destination/ip").asText()).isEqualTo("198.51.100.5");
        assertThat(told.at("/destination/port").asInt()).isEqualTo(8443);
        assertThat(told.at("/destination/bytes").asInt()).isEqualTo(57);
        assertThat(told.at("/user_agent/original").asText()).isEqualTo("curl/8.14.1");
        assertThat(told.at("/tls/client/server_name").asText()).isEqualTo("shop.example");
        assertThat(told.at("/tls/client/ja3").asText()).matches("[0-9a-f]{32}");
        assertThat(told.at("/tls/client/ja4").asText()).matches("t13d[0-9]{4}\\w\\w_[0-9a-f]{12}_[0-9a-f]{12}");
        assertThat(told.at("/tls/established").asBoolean(true)).isFalse();
        assertThat(told.at("/tls/version").isMissingNode()).isTrue();
        JsonNode ours = told.get("helloscope");
        assertThat(ours.get("settled").asBoolean()).isTrue();
        assertThat(ours.get("cause").asText()).isEqualTo("server-speaks-http");
        assertThat(ours.get("phase").asText()).isEqualTo("handshake");
        assertThat(ours.get("party").asText()).isEqualTo("server");
        assertThat(ours.get("confidence").asText()).isEqualTo("certain");
        assertThat(ours.get("product").asText()).isEqualTo("nginx");
        assertThat(ours.get("protocol").asText()).isEqualTo("http");
        assertThat(ours.get("title").asText()).isNotBlank();
        assertThat(ours.get("explanation").asText()).isNotBlank();
        assertThat(ours.at("/evidence/0/from").asText()).isEqualTo("server-bytes");
        assertThat(ours.at("/remedies/0/text").asText()).isNotBlank();
        assertThat(ours.at("/client_errors/chromium").asText()).startsWith("ERR_");
        assertThat(ours.get("plaintext_reply").asText()).isEqualTo("HTTP/1.1 400 Bad Request\\r\\nServer: nginx/1.22.1\\r\\n\\r\\n<html>\\x07");
        assertThat(ours.get("history").asText()).startsWith("C");
        assertThat(ours.get("close")).hasToString("{\"by\":\"server\",\"kind\":\"fin\"}");
        assertThat(ours.at("/timings/dns").asDouble()).isEqualTo(3.4);
        assertThat(ours.at("/timings/connect").asDouble()).isEqualTo(18.25);
        assertThat(ours.at("/timings/answer").asDouble()).isEqualTo(7.0);
        assertThat(ours.get("timings").has("next_proxy")).isFalse();
        assertThat(ours.has("incident")).isFalse();
    }

    @Test
    void aHandshakeOfTls12ShowsWhatWasChosenAndTheChain() throws Exception {
        Issued root = CertificateMaker.authority("O=Lab,CN=Lab Root").selfSigned();
        Issued leaf = CertificateMaker.server("shop.example").signedBy(root);
        byte[] damaged = {0x30, 0x03, 0x01};
        JsonNode told = json(talk().client(Wire.hello(Wire.extension(0x2a2a))).handshakeOf12(leaf.der().toArray(), root.der().toArray(), damaged)
                .closed(Direction.CLIENT, CloseKind.FIN).ended());
        assertThat(told.at("/event/outcome").asText()).isEqualTo("success");
        JsonNode tls = told.get("tls");
        assertThat(tls.get("version").asText()).isEqualTo("1.2");
        assertThat(tls.get("version_protocol").asText()).isEqualTo("tls");
        assertThat(tls.get("cipher").asText()).isEqualTo("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        assertThat(tls.get("curve").asText()).isEqualTo("x25519");
        assertThat(tls.get("established").asBoolean()).isTrue();
        assertThat(tls.get("resumed").asBoolean(true)).isFalse();
        assertThat(tls.at("/server/ja3s").asText()).matches("[0-9a-f]{32}");
        assertThat(tls.at("/server/hash/sha256").asText()).isEqualTo(sha256(leaf.der()));
        assertThat(tls.at("/server/subject").asText()).contains("shop.example");
        assertThat(tls.at("/server/issuer").asText()).contains("CN=Lab Root");
        assertThat(tls.at("/server/not_before").asText()).isEqualTo("2026-06-05T12:00:00Z");
        assertThat(tls.at("/server/not_after").asText()).isEqualTo("2026-09-03T12:00:00Z");
        assertThat(texts(tls.at("/server/x509/alternative_names"))).containsExactly("shop.example");
        JsonNode ours = told.get("helloscope");
        assertThat(texts(ours.at("/server/certificates"))).containsExactly(sha256(leaf.der()), sha256(root.der()), sha256(Bytes.of(damaged)));
        assertThat(ours.at("/server/chain/1/ca").asBoolean()).isTrue();
        assertThat(ours.at("/server/chain/2/malformed").asBoolean()).isTrue();
        assertThat(ours.at("/client/legacy_version").asText()).isEqualTo("0x0303");
        assertThat(texts(ours.at("/client/supported_versions"))).containsExactly("0x0304", "0x0303");
        assertThat(texts(ours.at("/client/ciphers"))).containsExactly("0x1301", "0x1302", "0x1305", "0xc02f", "0xc030", "0x009c");
        assertThat(texts(ours.at("/client/extensions"))).as("in the order of the wire, GREASE kept")
                .containsExactly("0x0000", "0x002b", "0x000a", "0x000d", "0x0033", "0x2a2a");
        assertThat(texts(ours.at("/client/groups"))).containsExactly("0x001d", "0x0017");
        assertThat(texts(ours.at("/client/signature_algorithms"))).containsExactly("0x0403", "0x0804");
        assertThat(ours.at("/client/early_data").asBoolean(true)).isFalse();
        assertThat(ours.has("plaintext_reply")).isFalse();
        assertThat(ours.get("close").get("by").asText()).isEqualTo("client");
    }

    private static String sha256(Bytes der) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der.toArray()));
    }

    @Test
    void tls13AndARetryShowWhatIsNotEncrypted() {
        JsonNode told = json(talk().client(Wire.hello()).server(Wire.retryRequest()).client(Wire.hello()).server(Wire.flight13(0x1301))
                .client(Wire.join(Wire.CCS, Wire.data(19))).closed(Direction.CLIENT, CloseKind.FIN).ended());
        assertThat(told.at("/tls/version").asText()).isEqualTo("1.3");
        assertThat(told.at("/tls/cipher").asText()).isEqualTo("TLS_AES_128_GCM_SHA256");
        assertThat(told.at("/tls/server/hash").isMissingNode()).isTrue();
        assertThat(told.at("/helloscope/hello_retry_request").asBoolean()).isTrue();
        assertThat(told.at("/helloscope/cause").asText()).isEqualTo("certificate-rejected");
        assertThat(told.at("/helloscope/alerts/0")).hasToString("{\"sender\":\"client\",\"encrypted\":true}");
    }

    @Test
    void aClearAlertHasItsNumbersAndName() {
        JsonNode told = json(talk().hello().server(Conversations.alert(2, 112)).closed(Direction.SERVER, CloseKind.RESET).ended());
        assertThat(told.at("/helloscope/alerts/0")).hasToString("{\"sender\":\"server\",\"level\":2,\"code\":112,\"description\":\"unrecognized_name\"}");
        assertThat(told.at("/helloscope/close/kind").asText()).isEqualTo("reset");
    }

    @Test
    void whatIsNotKnownIsAbsent() {
        JsonNode told = json(Conversations.at(START).to("gone.example", 443).anonymous().reach(new Reach.Failed(Reach.Failure.DNS_NOT_FOUND,
                Optional.empty(), Optional.empty(), Optional.empty(), Reach.DialTimes.NONE)).open());
        assertThat(told.has("tls")).isFalse();
        assertThat(told.has("user_agent")).isFalse();
        assertThat(told.get("source")).hasToString("{\"ip\":\"127.0.0.1\",\"port\":50000}");
        assertThat(told.get("destination")).hasToString("{\"domain\":\"gone.example\",\"port\":443}");
        assertThat(told.get("event").has("duration")).isFalse();
        assertThat(told.get("helloscope").has("timings")).isFalse();
        assertThat(told.get("helloscope").has("close")).isFalse();
        assertThat(told.get("helloscope").has("product")).isFalse();
        assertThat(told.get("helloscope").has("client")).isFalse();
        assertThat(told.get("helloscope").has("server")).isFalse();
        assertThat(told.toString()).doesNotContain("null").doesNotContain("Optional");
    }

    @Test
    void behindANextProxyOnlyALiteralAddressIsKnownToBeTheServers() {
        Reach next = new Reach.Connected("10.0.0.1", 8080, Optional.of("proxy.corp:8080"), Reach.DialTimes.NONE);
        JsonNode named = json(Conversations.at(START).to("site.example", 443).reach(next).hello().open());
        assertThat(named.get("destination").has("ip")).isFalse();
        assertThat(named.at("/helloscope/next_proxy").asText()).isEqualTo("proxy.corp:8080");
        assertThat(json(Conversations.at(START).to("2001:db8::1", 443).reach(next).open()).at("/destination/ip").asText()).isEqualTo("2001:db8::1");
        assertThat(json(Conversations.at(START).to("192.0.2.9", 443).reach(next).open()).at("/destination/ip").asText()).isEqualTo("192.0.2.9");
    }

    @Test
    void anIncidentIsItsMostTellingReportAndACount() {
        ConnectionReport report = Reports.of(talk().hello().server(Conversations.alert(2, 40)).closed(Direction.SERVER, CloseKind.FIN).ended());
        JsonNode told = json(ReportDocument.of(new Incident("01ABC", report, START, START.plusSeconds(5), 3, List.of("a", "b", "c"))));
        assertThat(told.at("/helloscope/incident").asText()).isEqualTo("01ABC");
        assertThat(told.at("/helloscope/first_seen").asText()).isEqualTo("2026-11-24T10:00:00.000000Z");
        assertThat(told.at("/helloscope/last_seen").asText()).isEqualTo("2026-11-24T10:00:05.000000Z");
        assertThat(told.at("/helloscope/reports")).hasToString("{\"count\":3,\"ids\":[\"a\",\"b\",\"c\"]}");
        assertThat(told.at("/event/id").asText()).isEqualTo(report.id());
    }

    @Test
    void aRecoveredReportSaysSo() {
        ConnectionReport failure = Reports.of(talk().hello().closed(Direction.SERVER, CloseKind.RESET).ended());
        JsonNode told = json(ReportDocument.of(new ConnectionReport(failure.connection(), List.of(), failure.diagnosis(), Outcome.UNKNOWN, true, true, Optional.empty())));
        assertThat(told.at("/helloscope/recovered").asBoolean()).isTrue();
        assertThat(told.at("/event/outcome").asText()).isEqualTo("unknown");
    }

    @Test
    void whatPeersWriteIsEscapedAndCut() {
        String evil = "x\u001b[2J\r\n\u202e\ud83d" + "y".repeat(5000);
        byte[] hello = Wire.record(22, Wire.helloMessage(IntStream.range(0, 120).mapToObj(i -> 0x0a0a).toList(),
                Wire.extension(16, Wire.vector16(Wire.vector8(Wire.text("h2\r\n\u0000")), Wire.vector8(Wire.noise(250))))));
        Connection connection = Conversations.at(START).to("evil\u001b[2J\n" + "h".repeat(1000), 443).from("127.0.0.1", evil).client(hello)
                .server("SSH-2.0-" + evil.replace("\ud83d", "") + "\r\n").closed(Direction.SERVER, CloseKind.FIN).ended();
        JsonNode told = json(connection);
        String text = told.toString();
        assertThat(text.length()).isLessThan(12_000);
        assertThat(text).doesNotContain("\u001b").doesNotContain("\\u001b").doesNotContain("\u202e").doesNotContain("\\r\\n\"");
        assertThat(told.at("/user_agent/original").asText()).startsWith("x\\x1b[2J\\r\\n\\u{202e}\\u{d83d}yyy").endsWith("...").hasSizeLessThanOrEqualTo(515);
        assertThat(told.at("/destination/domain").asText()).startsWith("evil\\x1b[2J\\nhhh").hasSizeLessThanOrEqualTo(258);
        assertThat(told.at("/helloscope/client/alpn/0").asText()).isEqualTo("h2\\r\\n\\x00");
        for (JsonNode evidence : told.at("/helloscope/evidence")) {
            assertThat(evidence.get("text").asText().codePoints()).noneMatch(Character::isISOControl);
        }
    }

    @Test
    void aHelloOfThousandsOfSuitesIsCut() {
        byte[] suites = new byte[20_000];
        byte[] body = Wire.join(Wire.u16(0x0303), Wire.noise(32), Wire.vector8(), Wire.vector16(suites), Wire.vector8(Wire.u8(0)));
        byte[] message = Wire.handshake(1, body);
        byte[] hello = Wire.join(Wire.record(22, java.util.Arrays.copyOfRange(message, 0, 16_000)),
                Wire.record(22, java.util.Arrays.copyOfRange(message, 16_000, message.length)));
        JsonNode told = json(Conversations.at(START).client(hello).closed(Direction.SERVER, CloseKind.FIN).ended());
        assertThat(told.at("/helloscope/client/ciphers")).hasSize(256);
    }

    @Test
    void theJsonIsOneLineOfValidUtf8() throws JsonProcessingException {
        byte[] line = JSON.writeValueAsBytes(ReportDocument.of(Reports.of(Conversations.at(START).from("127.0.0.1", "\ud83d\n\ude80\ud83d\ude80").hello().open())));
        String text = new String(line, StandardCharsets.UTF_8);
        assertThat(text.getBytes(StandardCharsets.UTF_8)).isEqualTo(line);
        assertThat(text).doesNotContain("\n");
    }
}
