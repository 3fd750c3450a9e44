package io.helloscope.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.testing.CertificateMaker.Issued;
import io.helloscope.testing.Program;
import io.helloscope.testing.Shared;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes the real program: the rules hold, and each panel of the Grafana dashboard has data. */
@Tag("real")
class PrometheusIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Path RULES = Program.root().resolve("deploy/prometheus");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<Process> started = new ArrayList<>();

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + "\n" + said;
    }

    private static void needPrometheus() {
        Shared.need(Files.isExecutable(Path.of("/usr/bin/prometheus")) && Files.isExecutable(Path.of("/usr/bin/promtool")),
                "prometheus is not installed (Debian: apt-get install prometheus)");
    }

    @Test
    void theRulesAreSoundAndPassTheirTests() throws Exception {
        needPrometheus();
        assertThat(run("promtool", "check", "rules", RULES.resolve("helloscope.rules.yml").toString())).startsWith("0\n");
        assertThat(run("promtool", "check", "config", RULES.resolve("prometheus.yml").toString())).startsWith("0\n");
        assertThat(run("promtool", "test", "rules", RULES.resolve("helloscope.rules.test.yml").toString())).startsWith("0\n");
    }

    @Test
    void everyPanelHasData(@TempDir Path folder) throws Exception {
        needPrometheus();
        int proxy = Program.freePort();
        int dashboard = Program.freePort();
        int prometheus = Program.freePort();
        String settings = "listen: 127.0.0.1:%d%ndashboard:%n  listen: 127.0.0.1:%d%n".formatted(proxy, dashboard);
        try (Program program = Program.run(folder, settings, proxy, dashboard, Map.of())) {
            startPrometheus(folder, prometheus, dashboard);
            List<String> urls = servers(folder);
            TreeSet<String> empty = new TreeSet<>();
            Instant end = Instant.now().plus(PATIENCE);
            do {
                for (String url : urls) {
                    run("curl", "-s", "-o", "/dev/null", "--max-time", "5", "-x", "http://127.0.0.1:" + proxy, url);
                }
                run("curl", "-s", "-k", "-o", "/dev/null", "--max-time", "5", "-x", "http://127.0.0.1:" + proxy, urls.get(0));
                LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
                empty.clear();
                for (String query : queries()) {
                    if (ask(prometheus, query).at("/data/result").isEmpty()) {
                        empty.add(query);
                    }
                }
            } while (!empty.isEmpty() && Instant.now().isBefore(end));
            assertThat(empty).as("queries without data; metrics:%n%s", program.get("/metrics")).isEmpty();
            assertThat(program.get("/metrics")).as("a hash code makes new series at each start").doesNotContainPattern("netty_allocator[^\n]*id=");
        } finally {
            for (Process process : started) {
                process.destroy();
                process.waitFor(20, TimeUnit.SECONDS);
            }
        }
    }

    private void start(Path log, String... command) throws IOException {
        started.add(new ProcessBuilder(command).directory(log.getParent().toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start());
    }

    /** The example's configuration and rules, at a pace for tests. */
    private void startPrometheus(Path folder, int port, int dashboard) throws IOException {
        Files.copy(RULES.resolve("helloscope.rules.yml"), folder.resolve("helloscope.rules.yml"));
        Path config = Files.writeString(folder.resolve("prometheus.yml"), Files.readString(RULES.resolve("prometheus.yml"))
                .replace("127.0.0.1:3129", "127.0.0.1:" + dashboard).replace("15s", "1s"));
        start(folder.resolve("prometheus.log"), "prometheus", "--config.file=" + config, "--storage.tsdb.path=" + folder.resolve("series"),
                "--web.listen-address=127.0.0.1:" + port);
    }

    /** A server with a certificate that nobody trusts, and one that speaks plain HTTP on its https port. */
    private List<String> servers(Path folder) throws Exception {
        Issued issued = CertificateMaker.server("localhost").ip("127.0.0.1").selfSigned();
        Path certificate = pem(folder, "CERTIFICATE", issued.der().toArray());
        Path key = pem(folder, "PRIVATE KEY", issued.key().getPrivate().getEncoded());
        int tls = Program.freePort();
        start(folder.resolve("tls.log"), "openssl", "s_server", "-accept", "127.0.0.1:" + tls, "-cert", certificate.toString(), "-key", key.toString(),
                "-www", "-quiet", "-tls1_2");
        int plain = Program.freePort();
        start(folder.resolve("plain.log"), "python3", "-m", "http.server", "--bind", "127.0.0.1", Integer.toString(plain));
        return List.of("https://127.0.0.1:" + tls + "/", "https://127.0.0.1:" + plain + "/");
    }

    private static Path pem(Path folder, String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(folder.resolve(kind.replace(' ', '-') + ".pem"), "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    private static List<String> queries() throws IOException {
        List<String> queries = new ArrayList<>();
        for (JsonNode panel : JSON.readTree(Program.root().resolve("deploy/grafana/helloscope.json").toFile()).get("panels")) {
            panel.path("targets").forEach(target -> queries.add(target.get("expr").asText().replace("$instance", ".*")
                    .replace("$__rate_interval", "30s").replace("$__range", "5m")));
        }
        assertThat(queries).hasSizeGreaterThan(20).noneMatch(query -> query.contains("$"));
        return queries;
    }

    private static JsonNode ask(int port, String query) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        try {
            HttpResponse<String> response = HTTP.send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(query + ": " + response.body()).isIn(200, 503);
            return JSON.readTree(response.body());
        } catch (java.net.ConnectException notYet) {
            return JSON.createObjectNode();
        }
    }
}
