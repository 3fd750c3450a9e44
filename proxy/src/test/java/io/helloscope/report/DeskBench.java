package io.helloscope.report;

import io.helloscope.bytes.Bytes;
import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Trust;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.knowledge.KnowledgeTables;
import io.helloscope.observe.Client;
import io.helloscope.observe.Destination;
import io.helloscope.testing.BoundCounters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A desk with the real classifier, and what it told. */
final class DeskBench implements ReportSink {
    static final Knowledge KNOWLEDGE = KnowledgeTables.load();
    static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
    static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Chrome/147.0.0.0 Safari/537.36";

    private final NavigableMap<String, ConnectionReport> reports = new TreeMap<>();
    private final NavigableMap<String, Incident> incidents = new TreeMap<>();
    final List<ConnectionReport> concluded = new ArrayList<>();
    final List<String> withdrawn = new ArrayList<>();
    private final BoundCounters counters = new BoundCounters();
    final Map<String, Integer> bounds = counters.bounds();
    final ReportDesk desk;

    DeskBench(ReportSettings settings) {
        this(settings, Triage.NONE);
    }

    DeskBench(ReportSettings settings, Triage triage) {
        desk = new ReportDesk(new Classifier(KNOWLEDGE, Trust.NONE), KNOWLEDGE, settings, triage, this, counters);
    }

    static Instant at(double seconds) {
        return START.plusMillis(Math.round(seconds * 1000));
    }

    List<Incident> incidents() {
        return List.copyOf(incidents.descendingMap().values());
    }

    List<ConnectionReport> reports() {
        return List.copyOf(reports.descendingMap().values());
    }

    Optional<ConnectionReport> report(String id) {
        return Optional.ofNullable(reports.get(id));
    }

    /** A page of this client came in plain http. */
    void plainPage(String agent, String host, double second, int status, Optional<String> location) {
        desk.httpAnswered(new HttpExchange(at(second), new Client("127.0.0.1", 1, Optional.of(agent)), new Destination(host, 80), "", status, location,
                Bytes.EMPTY), at(second));
    }

    /** A captive-portal check was answered. */
    void portalCheck(String agent, String host, String path, double second, int status, String body) {
        desk.httpAnswered(new HttpExchange(at(second), new Client("127.0.0.1", 1, Optional.of(agent)), new Destination(host, 80), path, status,
                Optional.empty(), Bytes.of(body.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))), at(second));
    }

    @Override
    public void report(ConnectionReport report) {
        reports.put(report.id(), report);
    }

    @Override
    public void incident(Incident incident) {
        incidents.put(incident.id(), incident);
    }

    @Override
    public void withdrawn(String id) {
        withdrawn.add(id);
        incidents.remove(id);
    }

    @Override
    public void concluded(ConnectionReport report) {
        concluded.add(report);
    }
}
