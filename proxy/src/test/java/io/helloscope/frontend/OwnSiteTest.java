package io.helloscope.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.access.Passwords;
import io.helloscope.diagnose.Diagnosis;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Client;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Observation;
import io.helloscope.observe.Reach;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.Incident;
import io.helloscope.report.CountQuery;
import io.helloscope.report.Counts;
import io.helloscope.report.Recorded;
import io.helloscope.report.ReportHistory;
import io.helloscope.report.ReportQuery;
import io.helloscope.store.MemoryHistory;
import io.helloscope.verdict.Audience;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Evidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import io.helloscope.verdict.Remedy;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the proxy answers for itself: helloscope.internal, its own address, the PAC file. */
@Timeout(60)
class OwnSiteTest {
    private static final String THROUGH = "GET http://helloscope.internal%s HTTP/1.1\r\nHost: helloscope.internal\r\n%s\r\n";
    private static final String DIRECT = "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n";

    private static Incident incident(String id, String clientIp, String host) {
        Instant at = Instant.now().minus(Duration.ofMinutes(3));
        Connection connection = new Connection(id, at, 0, Arrival.CONNECT, new Client(clientIp, 1, Optional.of("agent")),
                new Destination(host, 443), new Reach.Pending(), Observation.NONE, Optional.empty(), OptionalLong.of(1));
        Diagnosis diagnosis = new Diagnosis(Cause.SERVER_SPEAKS_HTTP, Phase.HANDSHAKE, Party.SERVER, Confidence.CERTAIN, true,
                Optional.of("nginx<b>"), Optional.of("http"), "The server speaks plain HTTP on this port", "It answered <in> HTTP & not in TLS.",
                List.of(new Evidence(EvidenceSource.SERVER_BYTES, "It began with \"<script>alert(1)</script>\".")),
                List.of(new Remedy(Audience.USER, "Open it with http:// in place of https://.")),
                Map.of("chromium", "ERR_SSL_PROTOCOL_ERROR", "firefox", "SSL_ERROR_RX_RECORD_TOO_LONG"), Optional.of(false), List.of());
        ConnectionReport report = new ConnectionReport(connection, List.of(), diagnosis, ConnectionReport.Outcome.FAILURE, true, false, Optional.of(id));
        return new Incident(id, report, at, at, 4, List.of(id));
    }

    private static RunningProxy.Plan withFailures() {
        MemoryHistory history = new MemoryHistory(10);
        history.incident(incident("A1", "127.0.0.1", "mine.example"));
        history.incident(incident("A2", "192.0.2.7", "others.example"));
        return RunningProxy.plan().history(history);
    }

    @Test
    void showsAClientItsOwnFailuresAndNobodyElses() throws Exception {
        try (RunningProxy proxy = withFailures().start()) {
            String page = proxy.ask(THROUGH.formatted("/", "Accept: text/html\r\n"));
            assertThat(page).startsWith("HTTP/1.1 200 OK\r\n").contains("mine.example, port 443")
                    .contains("The server speaks plain HTTP on this port").contains("It answered &lt;in&gt; HTTP &amp; not in TLS.")
                    .contains("the server, or a device that answers for it, certain").contains("Open it with http:// in place of https://.")
                    .contains("ERR_SSL_PROTOCOL_ERROR").contains("4 connections").contains("3 min ago").contains("server-speaks-http")
                    .doesNotContain("others.example");
            assertThat(page).as("nothing of a peer's making is markup").doesNotContain("<script").doesNotContain("<b>");
            assertThat(page).contains("Content-Security-Policy: default-src 'none'; style-src 'sha256-").contains("frame-ancestors 'none'")
                    .contains("X-Content-Type-Options: nosniff\r\n").contains("Cache-Control: no-store\r\n");
            assertThat(proxy.ended).as("no report of this").isEmpty();
        }
    }

    @Test
    void answersATerminalInPlainText() throws Exception {
        try (RunningProxy proxy = withFailures().start()) {
            String text = proxy.ask(THROUGH.formatted("/", "User-Agent: curl/8.5.0\r\nAccept: */*\r\n"));
            assertThat(text).startsWith("HTTP/1.1 200 OK\r\n").contains("Content-Type: text/plain; charset=utf-8\r\n").contains("""
                    mine.example, port 443: The server speaks plain HTTP on this port
                    """).contains("  It answered <in> HTTP & not in TLS.\n").contains("    the server, or a device that answers for it, certain\n")
                    .contains("  How we know:\n    It began with \"<script>alert(1)</script>\".\n").contains("  Code:\n    server-speaks-http\n")
                    .contains("curl --noproxy '' -x http://127.0.0.1:" + proxy.port()).doesNotContain("others.example").doesNotContain("<html");
            assertThat(proxy.ask(THROUGH.formatted("/", ""))).as("who does not say what it wants").contains("Content-Type: text/plain");
        }
    }

    @Test
    void showsATerminalNothingThatItWouldObey() throws Exception {
        MemoryHistory history = new MemoryHistory(10);
        history.incident(incident("A1", "127.0.0.1", "evil\u001b]0;title\u0007\u202e.example"));
        try (RunningProxy proxy = RunningProxy.plan().history(history).start()) {
            String text = proxy.ask(THROUGH.formatted("/", ""));
            assertThat(text).contains("evil\\x1b]0;title\\x07\\u{202e}.example, port 443: ");
            assertThat(text.chars()).noneMatch(c -> c < ' ' && c != '\n' && c != '\r' || c == 0x7f);
        }
    }

    @Test
    void answersProgramsInJson() throws Exception {
        try (RunningProxy proxy = withFailures().start()) {
            String answer = proxy.ask(THROUGH.formatted("/", "Accept: application/json\r\n"));
            assertThat(answer).contains("Content-Type: application/json\r\n");
            JsonNode incidents = new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4)).get("incidents");
            assertThat(incidents).hasSize(1);
            assertThat(incidents.get(0).at("/destination/domain").asText()).isEqualTo("mine.example");
            assertThat(incidents.get(0).at("/helloscope/cause").asText()).isEqualTo("server-speaks-http");
        }
    }

    @Test
    void tellsHowToComeHereWhereNothingHasFailed() throws Exception {
        try (RunningProxy proxy = RunningProxy.proxy()) {
            assertThat(proxy.ask(THROUGH.formatted("/", "Accept: text/html\r\n"))).contains("--proxy-bypass-list='&lt;-loopback&gt;'").contains("--user-data-dir")
                    .contains("network.proxy.allow_hijacking_localhost").contains("http.nonProxyHosts").contains("NODE_USE_ENV_PROXY=1")
                    .contains("curl --noproxy ''").contains("127.0.0.1:" + proxy.port());
        }
    }

    @Test
    void isTheSameByTheProxysOwnAddress() throws Exception {
        try (RunningProxy proxy = withFailures().start()) {
            assertThat(proxy.ask(DIRECT.formatted("/", "127.0.0.1:" + proxy.port()))).startsWith("HTTP/1.1 200 ").contains("mine.example");
            assertThat(proxy.ask(DIRECT.formatted("/nothing", "localhost"))).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void isNotShownToAPageWhoseNameLeadsHere() throws Exception {
        try (RunningProxy proxy = withFailures().start()) {
            assertThat(proxy.ask(DIRECT.formatted("/", "rebound.example:" + proxy.port()))).startsWith("HTTP/1.1 421 ").doesNotContain("mine.example");
        }
    }

    @Test
    void showsNothingToWhomItCannotTellApartWherePasswordsAreAskedFor() throws Exception {
        Passwords passwords = Passwords.parse("test", List.of(Passwords.line("ann", "secret".toCharArray())));
        try (RunningProxy proxy = withFailures().passwords(passwords).start()) {
            assertThat(proxy.ask(DIRECT.formatted("/", "127.0.0.1:" + proxy.port()))).startsWith("HTTP/1.1 200 ").doesNotContain("mine.example");
            assertThat(proxy.ask(THROUGH.formatted("/", ""))).startsWith("HTTP/1.1 407 ");
            assertThat(proxy.ask(THROUGH.formatted("/", "Proxy-Authorization: Basic YW5uOnNlY3JldA==\r\n"))).startsWith("HTTP/1.1 200 ")
                    .contains("mine.example");
        }
    }

    @Test
    void servesThePacFileForTheAddressThatTheClientKnows() throws Exception {
        try (RunningProxy proxy = RunningProxy.proxy()) {
            String file = proxy.ask(DIRECT.formatted("/proxy.pac", "localhost:" + proxy.port()));
            assertThat(file).contains("Content-Type: application/x-ns-proxy-autoconfig\r\n").contains("FindProxyForURL")
                    .contains("\"PROXY localhost:" + proxy.port() + "; DIRECT\"");
            assertThat(proxy.ask(THROUGH.formatted("/proxy.pac", ""))).contains("\"PROXY 127.0.0.1:" + proxy.port() + "; DIRECT\"");
        }
    }

    @Test
    void takesNothingButGetAndHead() throws Exception {
        try (RunningProxy proxy = withFailures().start()) {
            assertThat(proxy.ask(THROUGH.formatted("/", "Content-Length: 2\r\n").replace("GET", "POST") + "hi")).startsWith("HTTP/1.1 405 ");
            assertThat(proxy.ask("OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")).startsWith("HTTP/1.1 200 ").contains("Allow: ");
            assertThat(proxy.ask(THROUGH.formatted("/", "").replace("GET", "HEAD"))).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
        }
    }

    @Test
    void outlivesAHistoryThatFails() throws Exception {
        try (RunningProxy proxy = RunningProxy.plan().history(new FailingHistory()).start()) {
            assertThat(proxy.ask(THROUGH.formatted("/", ""))).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void isReadByTheClientOfTheJdk() throws Exception {
        try (RunningProxy proxy = withFailures().start()) {
            HttpClient client = HttpClient.newBuilder().proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.port()))).build();
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create("http://helloscope.internal/"))
                        .timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).contains("mine.example");
            }
        }
    }

    /** A store that lost its disk. */
    private static final class FailingHistory implements ReportHistory {
        @Override
        public Page reports(ReportQuery query) {
            throw new IllegalStateException("no disk");
        }

        @Override
        public Page incidents(ReportQuery query) {
            throw new IllegalStateException("no disk");
        }

        @Override
        public Counts counts(CountQuery query) {
            throw new IllegalStateException("no disk");
        }

        @Override
        public Optional<Recorded> report(String id) {
            throw new IllegalStateException("no disk");
        }

        @Override
        public Optional<Recorded> incident(String id) {
            throw new IllegalStateException("no disk");
        }

        @Override
        public void report(ConnectionReport report) {
            throw new IllegalStateException("no disk");
        }

        @Override
        public void incident(Incident incident) {
            throw new IllegalStateException("no disk");
        }

        @Override
        public void withdrawn(String incidentId) {
            throw new IllegalStateException("no disk");
        }
    }
}
