package io.helloscope.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.knowledge.KnowledgeTables;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.Incident;
import io.helloscope.report.ReportHistory;
import io.helloscope.store.MemoryHistory;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A web server on a free port over a history in memory, and the ways to ask it. */
final class RunningWeb implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static final Knowledge KNOWLEDGE = KnowledgeTables.load();

    static final SettingsInForce SETTINGS = new SettingsInForce(Optional.of("helloscope.yaml"), List.of(
            new SettingsInForce.Value("listen", "127.0.0.1:3128", false), new SettingsInForce.Value("dashboard.token-file", "/etc/token", true)));

    final ReportHistory history = new MemoryHistory(1000);
    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final WebServer server;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    volatile Map<String, Object> health = Map.of("status", "up", "tunnels", 3);

    RunningWeb() {
        this(new WebSettings(WebSettings.address("127.0.0.1:0"), Set.of(), Optional.empty(), Optional.empty()));
    }

    RunningWeb(WebSettings settings) {
        server = new WebServer(settings, history, () -> KNOWLEDGE, registry, new About("1.2.3", Samples.START, List.of("127.0.0.1:3128"), SETTINGS), () -> health,
                InstantSource.fixed(Samples.START.plusSeconds(90)));
        try {
            server.start();
        } catch (ListenException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Gives it to the history and to the stream, as the program does. */
    void add(ConnectionReport report) {
        history.report(report);
        server.report(report);
        report.incident().ifPresent(id -> add(Samples.incident(report, 1)));
    }

    void add(Incident incident) {
        history.incident(incident);
        server.incident(incident);
    }

    URI uri(String path) {
        InetSocketAddress address = server.address();
        return URI.create("http://127.0.0.1:" + address.getPort() + path);
    }

    HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, headers);
    }

    HttpResponse<String> send(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    JsonNode json(String path, String... headers) {
        HttpResponse<String> answer = get(path, headers);
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return parse(answer.body());
    }

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException malformed) {
            throw new AssertionError(text, malformed);
        }
    }

    HttpClient client() {
        return client;
    }

    /** Sends these bytes as they are and reads the answer until its end or ten seconds. */
    String raw(String request) {
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", server.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
