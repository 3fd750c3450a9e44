package io.helloscope.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Trust;
import io.helloscope.intercept.Interception;
import io.helloscope.observe.Client;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Direction;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Wire;
import io.helloscope.report.HttpExchange;
import io.helloscope.report.InspectionLedger;
import io.helloscope.report.ReportDesk;
import io.helloscope.report.ReportSettings;
import io.helloscope.report.Triage;
import io.helloscope.testing.Conversations;
import io.helloscope.testing.Reports;
import io.helloscope.tls.AlertDescription;
import io.helloscope.verdict.Cause;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportMetricsTest {
    private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
    private static final byte[] HELLO = Wire.hello();

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ReportMetrics metrics = new ReportMetrics(registry);

    private void concluded(Conversations talk) {
        metrics.concluded(Reports.of(talk.ended()));
    }

    private Set<String> lines(String prefix) {
        return registry.scrape().lines().filter(line -> line.startsWith(prefix)).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void countsTunnelsByOutcomeCausePhaseAndParty() {
        concluded(Conversations.at(START).client(HELLO).server("HTTP/1.1 400 Bad Request\r\n\r\n").closed(Direction.SERVER, CloseKind.FIN));
        concluded(Conversations.at(START).client(HELLO).server("\u0007\u0007 what is this").closed(Direction.SERVER, CloseKind.FIN));
        concluded(Conversations.at(START).client(HELLO).handshakeOf12().closed(Direction.CLIENT, CloseKind.FIN));
        assertThat(lines("helloscope_tunnels_total")).containsExactlyInAnyOrder(
                "helloscope_tunnels_total{cause=\"server-speaks-http\",outcome=\"failure\",party=\"server\",phase=\"handshake\"} 1.0",
                "helloscope_tunnels_total{cause=\"non-tls-answer\",outcome=\"failure\",party=\"server\",phase=\"handshake\"} 1.0",
                "helloscope_tunnels_total{cause=\"established\",outcome=\"success\",party=\"unknown\",phase=\"established\"} 1.0");
        assertThat(lines("helloscope_plaintext_replies_total")).containsExactlyInAnyOrder(
                "helloscope_plaintext_replies_total{protocol=\"http\"} 1.0", "helloscope_plaintext_replies_total{protocol=\"other\"} 1.0");
    }

    @Test
    void countsWhatWasChosenByItsRegisteredName() {
        concluded(Conversations.at(START).client(HELLO).handshakeOf12());
        concluded(Conversations.at(START).client(HELLO).server(Wire.flight13(0x1301)));
        assertThat(registry.scrape())
                .contains("helloscope_handshakes_total{established=\"true\",version=\"tls 1.2\"} 1.0")
                .contains("helloscope_handshakes_total{established=\"false\",version=\"tls 1.3\"} 1.0")
                .contains("helloscope_ciphers_total{cipher=\"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\"} 1.0")
                .contains("helloscope_ciphers_total{cipher=\"TLS_AES_128_GCM_SHA256\"} 1.0")
                .contains("helloscope_groups_total{group=\"x25519\"} 2.0");
    }

    @ParameterizedTest
    @CsvSource({"0,close_notify", "40,handshake_failure", "48,unknown_ca", "46,certificate_unknown", "115,unknown_psk_identity", "199,other"})
    void countsAlertsByTheirRegisteredName(int code, String label) {
        assertThat(Labels.alert(new AlertDescription(code))).isEqualTo(label);
        concluded(Conversations.at(START).client(HELLO).server(Conversations.alert(2, code)).closed(Direction.SERVER, CloseKind.FIN));
        assertThat(lines("helloscope_alerts_total")).containsExactly("helloscope_alerts_total{code=\"" + label + "\",sender=\"server\"} 1.0");
    }

    @Test
    void measuresTheStepsInSeconds() {
        Reach reach = new Reach.Connected("192.0.2.1", 443, Optional.empty(), new Reach.DialTimes(OptionalLong.of(3_000_000),
                OptionalLong.of(20_000_000), OptionalLong.empty()));
        concluded(Conversations.at(START).reach(reach).client(HELLO).wait(Duration.ofMillis(70)).handshakeOf12());
        assertThat(registry.scrape())
                .contains("helloscope_step_seconds_bucket{step=\"dns\",le=\"0.002\"} 0")
                .contains("helloscope_step_seconds_bucket{step=\"dns\",le=\"0.005\"} 1")
                .contains("helloscope_step_seconds_sum{step=\"connect\"} 0.02")
                .contains("helloscope_step_seconds_bucket{step=\"answer\",le=\"0.1\"} 1")
                .contains("helloscope_step_seconds_count{step=\"handshake\"} 1")
                .contains("helloscope_step_seconds_count{step=\"total\"} 1")
                .contains("helloscope_step_seconds_count{step=\"next_proxy\"} 0");
    }

    @Test
    void countsWhatAdaptersTell() {
        metrics.opened();
        metrics.opened();
        metrics.closed();
        metrics.bytes(100, 5000);
        metrics.tapFailed();
        metrics.boundHit("observer-bytes");
        metrics.boundHit("observer-bytes");
        metrics.reportDropped();
        assertThat(registry.scrape())
                .contains("helloscope_tunnels_active 1.0")
                .contains("helloscope_bytes_total{from=\"client\"} 100.0")
                .contains("helloscope_bytes_total{from=\"server\"} 5000.0")
                .contains("helloscope_tap_failures_total 1.0")
                .contains("helloscope_bounds_hit_total{bound=\"observer-bytes\"} 2.0")
                .contains("helloscope_reports_dropped_total 1.0");
    }

    @Test
    void failuresThatWereMadeGoodAreCountedApartAndAreNoIncidents() {
        ReportDesk desk = new ReportDesk(new Classifier(Reports.KNOWLEDGE, Trust.NONE), Reports.KNOWLEDGE, ReportSettings.DEFAULT,
                Triage.NONE, metrics, metrics);
        for (String host : List.of("recovers.example", "fails.example", "fails.example")) {
            desk.ended(Conversations.at(START).to(host, 443).client(HELLO).closed(Direction.SERVER, CloseKind.RESET).ended(), START.plusMillis(100));
        }
        desk.httpAnswered(new HttpExchange(START.plusSeconds(1), new Client("127.0.0.1", 2, Optional.of("curl/7.88.1")),
                new Destination("recovers.example", 80), "", 200, Optional.empty(), io.helloscope.bytes.Bytes.EMPTY), START.plusSeconds(1));
        assertThat(lines("helloscope_incidents_total")).as("a success may still come").isEmpty();
        desk.tick(START.plusSeconds(30));
        assertThat(lines("helloscope_incidents_total")).containsExactly("helloscope_incidents_total{cause=\"reset-after-hello\"} 1.0");
        assertThat(lines("helloscope_recovered_total")).containsExactly("helloscope_recovered_total 1.0");
        assertThat(lines("helloscope_tunnels_total")).filteredOn(line -> line.contains("failure")).singleElement().asString().endsWith(" 2.0");
    }

    @Test
    void anIncidentCountsOnceUnderTheCauseThatTellsMost() {
        ReportDesk desk = new ReportDesk(new Classifier(Reports.KNOWLEDGE, Trust.NONE), Reports.KNOWLEDGE, ReportSettings.DEFAULT,
                Triage.NONE, metrics, metrics);
        desk.ended(Conversations.at(START).client(HELLO).closed(Direction.SERVER, CloseKind.RESET).ended(), START);
        desk.ended(Conversations.at(START).client(HELLO).server("HTTP/1.1 400 Bad Request\r\n\r\n").closed(Direction.SERVER, CloseKind.FIN).ended(), START);
        desk.tick(START.plusSeconds(30));
        assertThat(lines("helloscope_incidents_total")).containsExactly("helloscope_incidents_total{cause=\"server-speaks-http\"} 1.0");
    }

    @Test
    void nothingThatAPeerMakesBecomesALabel() {
        Random random = new Random(5);
        ReportDesk desk = new ReportDesk(new Classifier(Reports.KNOWLEDGE, Trust.NONE), Reports.KNOWLEDGE, ReportSettings.DEFAULT,
                Triage.NONE, metrics, metrics);
        for (int i = 0; i < 10_000; i++) {
            desk.ended(hostile(i, random), START.plusSeconds(i / 100));
            metrics.boundHit("evil\"bound " + i);
        }
        desk.flush(START.plusSeconds(200));
        Set<String> series = lines("helloscope_");
        assertThat(series).noneMatch(line -> line.contains("evil") || line.contains("10.66.") || line.contains("0x") || line.contains("unknown ("));
        assertThat(series.stream().filter(line -> !line.startsWith("helloscope_step_"))).hasSizeLessThan(900);
        Set<String> words = IntStream.range(0, Cause.values().length).mapToObj(i -> Cause.values()[i].code()).collect(Collectors.toSet());
        assertThat(values(series, "cause")).isSubsetOf(words);
        assertThat(values(series, "protocol")).isSubsetOf("h2", "http/1.1", "other", "http", "ssh", "smtp", "ftp", "imap", "pop3", "redis", "telnet");
        assertThat(values(series, "version")).isSubsetOf("ssl 2.0", "ssl 3.0", "tls 1.0", "tls 1.1", "tls 1.2", "tls 1.3", "other");
        assertThat(values(series, "cipher")).contains("other", "grease").allMatch(value -> value.matches("TLS_[A-Za-z0-9_]+|other|grease"));
        assertThat(values(series, "group")).contains("other");
        assertThat(values(series, "bound")).contains("other").allMatch(value -> value.matches("[a-z-]+"));
        assertThat(values(series, "code")).contains("other", "unknown_ca").allMatch(value -> value.matches("[a-z0-9_]+"));
    }

    private static Set<String> values(Set<String> series, String label) {
        Pattern pattern = Pattern.compile("[{,]" + label + "=\"((?:[^\"\\\\]|\\\\.)*)\"");
        return series.stream().flatMap(line -> pattern.matcher(line).results()).map((MatchResult found) -> found.group(1)).collect(Collectors.toSet());
    }

    private static Connection hostile(int number, Random random) {
        String evil = "evil\"} 1\n" + number;
        byte[] hello = Wire.record(22, Wire.helloMessage(List.of(0x0304, random.nextInt(0x10000)), Wire.extension(16, Wire.vector16(Wire.vector8(
                Wire.text("evil" + number))))));
        Conversations talk = Conversations.at(START.plusSeconds(number / 100)).to(evil, 443).from("10.66." + number / 256 + "." + number % 256, evil).client(hello);
        switch (number % 5) {
            case 0 -> talk.server(Conversations.alert(random.nextInt(256), number / 5 % 256));
            case 1 -> talk.server(Wire.record(22, Wire.serverHelloMessage(random.nextInt(0x10000), random.nextInt(0x10000), Wire.noise(32),
                    Wire.extension(16, Wire.vector16(Wire.vector8(Wire.text("evil" + number)))))));
            case 2 -> talk.server(Wire.record(22, Wire.serverHelloMessage(0x0303,
                    random.nextInt(3) == 0 ? (random.nextInt(16) << 4 | 0x0a) * 0x0101 : random.nextInt(0x10000), Wire.noise(32),
                    Wire.extension(43, Wire.u16(0x0304)), Wire.extension(51, Wire.u16(random.nextInt(0x10000)), Wire.vector16(Wire.noise(32))))));
            case 3 -> talk.server("evil-protocol-" + number + " \"} 1\n\r\n");
            default -> talk.server(Wire.noise(7 + random.nextInt(80)));
        }
        return talk.closed(Direction.SERVER, CloseKind.FIN).ended();
    }

    @Test
    void whateverHandsOutLabelsThereIsAnEnd() {
        CounterFamily family = new CounterFamily(registry, "helloscope.test", "Of this test", "label");
        for (int i = 0; i < 5000; i++) {
            family.count("value " + i);
        }
        assertThat(lines("helloscope_test_total")).hasSizeLessThanOrEqualTo(CounterFamily.MOST + 1)
                .anySatisfy(line -> assertThat(line).isEqualTo("helloscope_test_total{label=\"other\"} " + (5000.0 - CounterFamily.MOST)));
    }

    @Test
    void everyProtocolOfTheTablesHasItsLabel() throws IOException {
        String table = new String(getClass().getResourceAsStream("/io/helloscope/knowledge/plaintext.yaml").readAllBytes(), StandardCharsets.UTF_8);
        List<String> protocols = Pattern.compile("protocol: *'?([a-z0-9-]+)").matcher(table).results().map(found -> found.group(1)).distinct().toList();
        assertThat(protocols).hasSizeGreaterThan(30).allSatisfy(protocol -> assertThat(Labels.protocol(protocol)).isEqualTo(protocol));
    }

    /** The meters about what is between, each with a value. */
    private void interceptions() {
        InterceptionMetrics interceptions = new InterceptionMetrics(registry, List::of);
        InterceptionMetrics.lists(registry, () -> START, () -> LocalDate.EPOCH, () -> LocalDate.EPOCH);
        interceptions.concluded(Reports.of(Conversations.at(START).hello().handshakeOf12().ended()).with(Optional.of(Interception.none("public"))));
        interceptions.drifted(new InspectionLedger.Drift(START, InspectionLedger.Kind.ISSUER_CHANGED, "a.example", "b"));
    }

    @Test
    void theReadmeDescribesEveryMeter() throws IOException {
        concluded(Conversations.at(START).client(HELLO).handshakeOf12());
        concluded(Conversations.at(START).client(HELLO).server(Wire.record(22, Wire.serverHelloMessage(0x0303, 0xc02f, Wire.noise(32),
                Wire.extension(16, Wire.vector16(Wire.vector8(Wire.text("h2"))))))));
        concluded(Conversations.at(START).client(HELLO).server("HTTP/1.1 400 Bad Request\r\n\r\n").closed(Direction.SERVER, CloseKind.FIN));
        concluded(Conversations.at(START).client(HELLO).server(Conversations.alert(2, 40)).closed(Direction.SERVER, CloseKind.FIN));
        anIncidentCountsOnceUnderTheCauseThatTellsMost();
        metrics.boundHit("observer-bytes");
        interceptions();
        Set<String> scraped = registry.scrape().lines().filter(line -> line.startsWith("# TYPE helloscope_")).map(line -> line.split(" ")[2])
                .collect(Collectors.toCollection(TreeSet::new));
        String readme = Files.readString(Path.of(System.getProperty("project.root", ".."), "README.md"));
        Set<String> described = Pattern.compile("(?m)^\\| `(helloscope_[a-z_]+)` \\|").matcher(readme).results().map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        // Told by the program that is put together, not by its reports.
        described.remove("helloscope_transport");
        assertThat(described).isEqualTo(scraped);
        for (String name : scraped) {
            Set<String> labels = lines(name).stream().flatMap(line -> Pattern.compile("([a-z_]+)=\"").matcher(line).results()).map(found -> found.group(1))
                    .filter(label -> !label.equals("le")).collect(Collectors.toSet());
            String row = readme.lines().filter(line -> line.startsWith("| `" + name + "` |")).findFirst().orElseThrow();
            assertThat(labels).as(name).allSatisfy(label -> assertThat(row.split("\\|")[2]).matches(".*\\b" + label + "\\b.*"));
        }
    }
}
