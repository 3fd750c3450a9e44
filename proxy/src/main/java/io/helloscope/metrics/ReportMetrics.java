package io.helloscope.metrics;

import io.helloscope.diagnose.Diagnosis;
import io.helloscope.observe.Observation;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.Stage;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.Counters;
import io.helloscope.report.Incident;
import io.helloscope.report.ReportSink;
import io.helloscope.report.Timings;
import io.helloscope.verdict.Cause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Meters of what passed. Every label's values come from a closed set: our own words and registered names; nothing that a peer
 * made is ever one (a host name, an SNI, an unknown code point, an ALPN name).
 */
public final class ReportMetrics implements ReportSink, Counters {
    private static final int REMEMBERED_INCIDENTS = 10_000;

    private final MeterRegistry registry;
    private final Map<List<String>, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> steps = new ConcurrentHashMap<>();
    private final AtomicInteger active = new AtomicInteger();
    private final LongAdder fromClient = new LongAdder();
    private final LongAdder fromServer = new LongAdder();
    private final Counter tapFailures;
    private final Counter dropped;
    private final Counter recovered;
    /** Incidents that were counted, so that a growing one counts once; the oldest are forgotten first. Confined to the reports' thread. */
    private final Map<String, Cause> seen = new java.util.LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Cause> eldest) {
            return size() > REMEMBERED_INCIDENTS;
        }
    };

    /** Meters in this registry. */
    public ReportMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("helloscope.tunnels.active", active, AtomicInteger::get).description("Client connections that are open").register(registry);
        io.micrometer.core.instrument.FunctionCounter.builder("helloscope.bytes", fromClient, LongAdder::doubleValue).tag("from", "client")
                .baseUnit("bytes").description("Payload bytes that passed").register(registry);
        io.micrometer.core.instrument.FunctionCounter.builder("helloscope.bytes", fromServer, LongAdder::doubleValue).tag("from", "server")
                .baseUnit("bytes").description("Payload bytes that passed").register(registry);
        tapFailures = registry.counter("helloscope.tap.failures");
        dropped = registry.counter("helloscope.reports.dropped");
        recovered = registry.counter("helloscope.recovered");
    }

    @Override
    public void report(ConnectionReport report) {
        // Counted when it is concluded: before, a success may still undo it.
    }

    @Override
    public void concluded(ConnectionReport report) {
        Diagnosis diagnosis = report.diagnosis();
        count("helloscope.tunnels", "outcome", report.outcome().name().toLowerCase(Locale.ROOT), "cause", diagnosis.cause().code(),
                "phase", diagnosis.phase().code(), "party", diagnosis.party().code());
        if (report.recovered()) {
            recovered.increment();
        }
        diagnosis.protocol().ifPresent(protocol -> count("helloscope.plaintext.replies", "protocol", Labels.protocol(protocol)));
        handshake(report.connection().observation());
        steps(Timings.from(report.connection()));
    }

    @Override
    public void incident(Incident incident) {
        Cause cause = incident.report().diagnosis().cause();
        if (seen.put(incident.id(), cause) == null) {
            count("helloscope.incidents", "cause", cause.code());
        }
    }

    private void handshake(Observation observation) {
        for (SeenAlert alert : observation.alerts()) {
            count("helloscope.alerts", "sender", alert.sender().code(),
                    "code", alert.alert().map(clear -> Labels.alert(clear.description())).orElse("encrypted"));
        }
        observation.serverHello().ifPresent(hello -> {
            String done = observation.stage().compareTo(Stage.ESTABLISHED) >= 0 ? "true" : "false";
            count("helloscope.handshakes", "version", Labels.version(hello.version()), "established", done);
            count("helloscope.ciphers", "cipher", Labels.cipher(hello.cipherSuite()));
            hello.group().or(() -> observation.serverKeyExchange().flatMap(exchange -> exchange.group()))
                    .ifPresent(group -> count("helloscope.groups", "group", Labels.group(group)));
            hello.alpn().ifPresent(protocol -> count("helloscope.alpn", "protocol", Labels.alpn(protocol)));
        });
    }

    private void steps(Timings timings) {
        record("dns", timings.dns());
        record("connect", timings.connect());
        record("next-proxy", timings.nextProxy());
        record("hello", timings.hello());
        record("answer", timings.answer());
        record("handshake", timings.handshake());
        record("total", timings.total());
    }

    private void record(String step, OptionalLong nanos) {
        if (nanos.isPresent()) {
            steps.computeIfAbsent(step, name -> Timer.builder("helloscope.step").tag("step", name).description("How long the steps of a connection took")
                    .serviceLevelObjectives(BUCKETS).register(registry)).record(Duration.ofNanos(nanos.getAsLong()));
        }
    }

    private static final Duration[] BUCKETS = List.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000).stream()
            .map(Duration::ofMillis).toArray(Duration[]::new);

    private void count(String name, String... tags) {
        List<String> key = new ArrayList<>(tags.length + 1);
        key.add(name);
        key.addAll(List.of(tags));
        counters.computeIfAbsent(key, k -> registry.counter(name, tags)).increment();
    }

    @Override
    public void opened() {
        active.incrementAndGet();
    }

    @Override
    public void closed() {
        active.decrementAndGet();
    }

    @Override
    public void bytes(long client, long server) {
        fromClient.add(client);
        fromServer.add(server);
    }

    @Override
    public void tapFailed() {
        tapFailures.increment();
    }

    @Override
    public void boundHit(String bound) {
        count("helloscope.bounds.hit", "bound", bound);
    }

    @Override
    public void reportDropped() {
        dropped.increment();
    }

}
