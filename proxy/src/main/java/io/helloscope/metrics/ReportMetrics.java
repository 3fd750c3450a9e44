package io.helloscope.metrics;

import io.helloscope.diagnose.Diagnosis;
import io.helloscope.observe.Observation;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.Stage;
import io.helloscope.observe.StreamKind;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.Counters;
import io.helloscope.report.Incident;
import io.helloscope.report.ReportSink;
import io.helloscope.report.Timings;
import io.helloscope.verdict.Cause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Meters of what passed. Every label's values come from a closed set: our own words and registered names; nothing that a peer
 * made is ever one (a host name, an SNI, an unknown code point, an ALPN name). Connections and incidents are counted when they are
 * concluded: before, a success may still undo them.
 *
 * <table>
 * <caption>In the names of Prometheus</caption>
 * <tr><th>Name</th><th>Labels</th><th>What it counts</th></tr>
 * <tr><td>helloscope_tunnels_total</td><td>outcome, cause, phase, party</td><td>connections that were concluded</td></tr>
 * <tr><td>helloscope_recovered_total</td><td></td><td>failures that a success of the same client made good within seconds</td></tr>
 * <tr><td>helloscope_incidents_total</td><td>cause</td><td>incidents</td></tr>
 * <tr><td>helloscope_alerts_total</td><td>sender, code</td><td>TLS alerts by IANA name; {@code encrypted} where only their length tells</td></tr>
 * <tr><td>helloscope_handshakes_total</td><td>version, established</td><td>handshakes that a server answered</td></tr>
 * <tr><td>helloscope_ciphers_total</td><td>cipher</td><td>chosen cipher suites by IANA name</td></tr>
 * <tr><td>helloscope_groups_total</td><td>group</td><td>chosen key-exchange groups by IANA name</td></tr>
 * <tr><td>helloscope_alpn_total</td><td>protocol</td><td>chosen application protocols, where they are visible</td></tr>
 * <tr><td>helloscope_plaintext_replies_total</td><td>protocol</td><td>servers that answered something that is not TLS</td></tr>
 * <tr><td>helloscope_step_seconds</td><td>step</td><td>histogram of the steps of a connection</td></tr>
 * <tr><td>helloscope_tunnels_active</td><td></td><td>client connections that are open</td></tr>
 * <tr><td>helloscope_bytes_total</td><td>from</td><td>payload bytes that passed</td></tr>
 * <tr><td>helloscope_tap_failures_total</td><td></td><td>observers that failed and were detached</td></tr>
 * <tr><td>helloscope_bounds_hit_total</td><td>bound</td><td>bounds that were reached</td></tr>
 * <tr><td>helloscope_reports_dropped_total</td><td></td><td>reports and journal lines that were lost</td></tr>
 * </table>
 */
public final class ReportMetrics implements ReportSink, Counters {
    private static final int REMEMBERED_INCIDENTS = 10_000;

    private final AtomicInteger active = new AtomicInteger();
    private final LongAdder fromClient = new LongAdder();
    private final LongAdder fromServer = new LongAdder();
    private final Counter tapFailures;
    private final Counter dropped;
    private final Counter historyFailures;
    private final Counter recovered;
    private final CounterFamily tunnels;
    private final CounterFamily incidents;
    private final CounterFamily alerts;
    private final CounterFamily handshakes;
    private final CounterFamily ciphers;
    private final CounterFamily groups;
    private final CounterFamily alpn;
    private final CounterFamily plaintext;
    private final CounterFamily bounds;
    private final StepTimers steps;
    /** Incidents by id, counted once each; the oldest are forgotten first. Confined to the reports' thread. */
    private final Map<String, Growing> growing = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Growing> eldest) {
            return size() > REMEMBERED_INCIDENTS;
        }
    };

    private record Growing(Cause cause, boolean counted) {
    }

    /** Meters in this registry. */
    public ReportMetrics(MeterRegistry registry) {
        Gauge.builder("helloscope.tunnels.active", active, AtomicInteger::get).description("Client connections that are open").register(registry);
        bytes(registry, "client", fromClient);
        bytes(registry, "server", fromServer);
        tapFailures = counter(registry, "helloscope.tap.failures", "Observers that failed and were detached; their tunnels went on");
        dropped = counter(registry, "helloscope.reports.dropped", "Reports and journal lines that were lost");
        historyFailures = counter(registry, "helloscope.history.failures", "Attempts to open, write or read the history that failed and are repeated");
        recovered = counter(registry, "helloscope.recovered", "Failures that a success of the same client made good within seconds");
        tunnels = new CounterFamily(registry, "helloscope.tunnels", "Connections that were concluded", "outcome", "cause", "phase", "party");
        incidents = new CounterFamily(registry, "helloscope.incidents", "Failures, those of one page load or retry loop as one", "cause");
        alerts = new CounterFamily(registry, "helloscope.alerts", "TLS alerts that passed", "sender", "code");
        handshakes = new CounterFamily(registry, "helloscope.handshakes", "Handshakes that a server answered", "version", "established");
        ciphers = new CounterFamily(registry, "helloscope.ciphers", "Cipher suites that servers chose", "cipher");
        groups = new CounterFamily(registry, "helloscope.groups", "Key-exchange groups that servers chose", "group");
        alpn = new CounterFamily(registry, "helloscope.alpn", "Application protocols that servers chose, where visible", "protocol");
        plaintext = new CounterFamily(registry, "helloscope.plaintext.replies", "Servers that answered something that is not TLS", "protocol");
        bounds = new CounterFamily(registry, "helloscope.bounds.hit", "Bounds that were reached", "bound");
        steps = new StepTimers(registry);
    }

    private static void bytes(MeterRegistry registry, String side, LongAdder passed) {
        FunctionCounter.builder("helloscope.bytes", passed, LongAdder::doubleValue).tag("from", side).baseUnit("bytes")
                .description("Payload bytes that passed").register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    @Override
    public void concluded(ConnectionReport report) {
        Diagnosis diagnosis = report.diagnosis();
        Observation seen = report.connection().observation();
        tunnels.count(report.outcome().name().toLowerCase(Locale.ROOT), diagnosis.cause().code(), diagnosis.phase().code(), diagnosis.party().code());
        if (report.recovered()) {
            recovered.increment();
        }
        report.incident().ifPresent(this::countIncident);
        if (seen.serverKind() == StreamKind.NOT_TLS) {
            plaintext.count(diagnosis.protocol().map(Labels::protocol).orElse(Labels.OTHER));
        }
        handshake(seen);
        steps.record(Timings.from(report.connection()));
    }

    @Override
    public void incident(Incident incident) {
        Cause cause = incident.report().diagnosis().cause();
        growing.merge(incident.id(), new Growing(cause, false), (before, now) -> new Growing(cause, before.counted()));
    }

    @Override
    public void withdrawn(String incidentId) {
        growing.remove(incidentId);
    }

    private void countIncident(String id) {
        Growing incident = growing.get(id);
        if (incident != null && !incident.counted()) {
            growing.put(id, new Growing(incident.cause(), true));
            incidents.count(incident.cause().code());
        }
    }

    private void handshake(Observation seen) {
        for (SeenAlert alert : seen.alerts()) {
            alerts.count(alert.sender().code(), alert.alert().map(clear -> Labels.alert(clear.description())).orElse("encrypted"));
        }
        seen.serverHello().ifPresent(hello -> {
            handshakes.count(Labels.version(hello.version()), Boolean.toString(seen.stage().compareTo(Stage.ESTABLISHED) >= 0));
            ciphers.count(Labels.cipher(hello.cipherSuite()));
            hello.group().or(() -> seen.serverKeyExchange().flatMap(exchange -> exchange.group())).ifPresent(group -> groups.count(Labels.group(group)));
            hello.alpn().ifPresent(protocol -> alpn.count(Labels.alpn(protocol)));
        });
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
        bounds.count(Labels.bound(bound));
    }

    @Override
    public void reportDropped() {
        dropped.increment();
    }

    @Override
    public void historyFailed() {
        historyFailures.increment();
    }
}
