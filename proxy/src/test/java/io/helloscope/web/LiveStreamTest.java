package io.helloscope.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.helloscope.verdict.Cause;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Server-sent events. */
@Timeout(60)
class LiveStreamTest {
    private RunningWeb web;

    @BeforeEach
    void start() {
        web = new RunningWeb();
    }

    @AfterEach
    void stop() {
        web.close();
    }

    private record Event(String name, String id, String data) {
        JsonNode json() {
            return RunningWeb.parse(data);
        }
    }

    /** A listener that reads when told to. */
    private static final class Listener implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader lines;

        Listener(RunningWeb web, String query, String... headers) throws IOException {
            socket = new Socket();
            // A small window, so that a slow reader is felt early.
            socket.setReceiveBufferSize(16 << 10);
            socket.connect(web.server.address());
            socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            String more = String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList());
            // HTTP/1.0 has no chunks between the lines.
            socket.getOutputStream().write(("GET /api/v1/live" + query + " HTTP/1.0\r\nHost: localhost\r\n" + more + "\r\n").getBytes(StandardCharsets.US_ASCII));
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = lines.readLine();
            if (!line.contains(" 200 ")) {
                throw new AssertionError(line);
            }
            while (!line.equals("retry: 1000")) {
                line = lines.readLine();
            }
        }

        Event next() throws IOException {
            String name = "";
            String id = "";
            while (true) {
                String line = lines.readLine();
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    return new Event(name, id, line.substring(6));
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void reportsAndIncidentsArriveWithinASecond() throws Exception {
        try (Listener listener = new Listener(web, "")) {
            long before = System.nanoTime();
            web.add(Samples.failure(1, "a.example", Cause.SERVER_SPEAKS_HTTP));
            Event report = listener.next();
            Event incident = listener.next();
            assertThat(System.nanoTime() - before).isLessThan(1_000_000_000L);
            assertThat(report.name()).isEqualTo("report");
            assertThat(report.json().at("/event/id").asText()).isEqualTo(Samples.id(1));
            assertThat(incident.name()).isEqualTo("incident");
            assertThat(incident.json()).isEqualTo(web.json("/api/v1/incidents/" + Samples.incidentId(1)));
        }
    }

    @Test
    void aListenerCanAskForSomeEventsOnly() throws Exception {
        try (Listener listener = new Listener(web, "?events=incident,withdrawn")) {
            web.add(Samples.failure(1, "a.example", Cause.SERVER_SPEAKS_HTTP));
            web.server.withdrawn(Samples.incidentId(1));
            assertThat(listener.next().name()).isEqualTo("incident");
            assertThat(listener.next()).satisfies(event -> {
                assertThat(event.name()).isEqualTo("withdrawn");
                assertThat(event.json().at("/helloscope/incident").asText()).isEqualTo(Samples.incidentId(1));
            });
        }
        assertThat(web.get("/api/v1/live?events=others").statusCode()).isEqualTo(400);
    }

    @Test
    void whoComesBackGetsWhatItMissed() throws Exception {
        String last;
        try (Listener listener = new Listener(web, "")) {
            web.add(Samples.success(1, "a.example"));
            last = listener.next().id();
        }
        web.add(Samples.success(2, "b.example"));
        try (Listener listener = new Listener(web, "", "Last-Event-ID: " + last)) {
            assertThat(listener.next().json().at("/event/id").asText()).isEqualTo(Samples.id(2));
        }
    }

    @Test
    void whoComesBackForEventsThatNobodyWantedMeanwhileIsTold() throws Exception {
        String last;
        try (Listener listener = new Listener(web, "?events=incident")) {
            web.add(Samples.failure(1, "a.example", Cause.SERVER_SPEAKS_HTTP));
            last = listener.next().id();
            web.add(Samples.success(2, "b.example"));
        }
        try (Listener listener = new Listener(web, "", "Last-Event-ID: " + last)) {
            assertThat(listener.next().name()).isEqualTo("lost");
        }
        try (Listener listener = new Listener(web, "?events=incident", "Last-Event-ID: " + last)) {
            web.add(Samples.failure(3, "c.example", Cause.SERVER_SPEAKS_HTTP));
            assertThat(listener.next().json().at("/destination/domain").asText()).isEqualTo("c.example");
        }
    }

    @Test
    void whoComesBackFromAnotherRunIsToldThatSomethingIsLost() throws Exception {
        for (String id : List.of("another-5", "x".repeat(2000))) {
            try (Listener listener = new Listener(web, "", "Last-Event-ID: " + id)) {
                assertThat(listener.next().name()).isEqualTo("lost");
            }
        }
    }

    @Test
    void aSlowListenerLosesTheOldestAndIsToldHowMany() throws Exception {
        int sent = 6000;
        try (Listener slow = new Listener(web, ""); Listener quick = new Listener(web, "?events=incident")) {
            for (int i = 1; i <= sent; i++) {
                web.server.report(Samples.report(i, "a.example", "192.0.2.7", Cause.ESTABLISHED, io.helloscope.verdict.Phase.ESTABLISHED,
                        io.helloscope.verdict.Party.UNKNOWN, io.helloscope.report.ConnectionReport.Outcome.SUCCESS, "x".repeat(500)));
            }
            web.add(Samples.failure(sent + 1, "last.example", Cause.SERVER_SPEAKS_HTTP));
            assertThat(quick.next().json().at("/destination/domain").asText()).isEqualTo("last.example");

            List<Event> events = new ArrayList<>();
            do {
                events.add(slow.next());
            } while (!events.get(events.size() - 1).name().equals("incident"));
            long lost = events.stream().filter(event -> event.name().equals("lost")).mapToLong(event -> event.json().get("count").asLong()).sum();
            long got = events.stream().filter(event -> event.name().equals("report")).count();
            assertThat(lost).isPositive();
            assertThat(got + lost).isEqualTo(sent + 1);
            assertThat(web.registry.counter("helloscope.bounds.hit", "bound", "live-buffer").count()).isEqualTo(lost);
        }
    }

    @Test
    void aListenerThatLeavesIsForgotten() throws Exception {
        Listener listener = new Listener(web, "");
        assertThat(web.server.listeners()).isEqualTo(1);
        listener.close();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (web.server.listeners() > 0 && System.nanoTime() < deadline) {
            web.add(Samples.success(1, "a.example"));
            Thread.onSpinWait();
        }
        assertThat(web.server.listeners()).isZero();
    }

    @Test
    void listenersAreLimited() throws Exception {
        List<Listener> all = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                all.add(new Listener(web, ""));
            }
            assertThat(web.get("/api/v1/live").statusCode()).isEqualTo(503);
            assertThat(web.get("/health").statusCode()).isEqualTo(200);
        } finally {
            for (Listener listener : all) {
                listener.close();
            }
        }
    }
}
