package io.helloscope.report;

import io.helloscope.diagnose.Check;
import io.helloscope.diagnose.Diagnosis;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Observation;
import io.helloscope.observe.Reach;
import io.helloscope.verdict.Evidence;
import io.helloscope.verdict.Remedy;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The one shape of a report everywhere: log line, API, live stream, export. Names are those of the Elastic Common Schema; what is
 * ours is under {@code helloscope}. Nested maps of strings, numbers, booleans and lists; what is not known is absent. Strings of
 * peers are escaped and cut.
 */
public final class ReportDocument {
    static final int NAME = 255;
    static final int TEXT = 512;
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private ReportDocument() {
    }

    /** The document of a report. */
    public static Map<String, Object> of(ConnectionReport report) {
        return node(report, report.incident()).map();
    }

    /** The document of an incident: that of its most telling report, and how many there are. */
    public static Map<String, Object> of(Incident incident) {
        Node node = node(incident.report(), Optional.of(incident.id()));
        @SuppressWarnings("unchecked")
        Map<String, Object> ours = (Map<String, Object>) node.map().get("helloscope");
        ours.put("first_seen", stamp(incident.firstSeen()));
        ours.put("last_seen", stamp(incident.lastSeen()));
        ours.put("reports", new Node().put("count", incident.count()).put("ids", incident.reportIds()).map());
        return node.map();
    }

    /** The one place through which every name, address and certificate passes on its way to people and files. */
    private static Node node(ConnectionReport report, Optional<String> incident) {
        Connection connection = report.connection();
        Node event = new Node().put("id", connection.id()).put("outcome", report.outcome().name().toLowerCase(Locale.ROOT));
        connection.endedNanos().ifPresent(end -> event.put("duration", Math.max(0, end - connection.openedNanos())));
        return new Node()
                .put("@timestamp", stamp(connection.openedAt()))
                .put("event", event)
                .put("source", source(connection))
                .put("destination", destination(connection))
                .put("user_agent", new Node().put("original", connection.client().userAgent().map(agent -> Escape.text(agent, TEXT))))
                .put("tls", TlsNode.of(connection.observation()))
                .put("helloscope", ours(report, incident));
    }

    private static Node source(Connection connection) {
        Node source = new Node();
        if (!connection.client().ip().isEmpty()) {
            source.put("ip", connection.client().ip()).put("port", connection.client().port());
        }
        return bytes(source, connection, connection.observation().bytesFromClient());
    }

    private static Node destination(Connection connection) {
        Node destination = new Node().put("domain", host(connection)).put("port", connection.destination().port());
        destination.put("ip", ip(connection.reach()).or(() -> literal(connection.destination().host())));
        return bytes(destination, connection, connection.observation().bytesFromServer());
    }

    /** The destination as it is shown and found by. */
    static String host(Connection connection) {
        return Escape.text(connection.destination().host(), NAME);
    }

    /** Nothing was counted where no connection stood. */
    private static Node bytes(Node side, Connection connection, long count) {
        return count > 0 || connection.reach() instanceof Reach.Connected ? side.put("bytes", count) : side;
    }

    /** The server's address: not known where a next proxy looks it up. */
    private static Optional<String> ip(Reach reach) {
        if (reach instanceof Reach.Connected connected && connected.nextProxy().isEmpty()) {
            return Optional.of(connected.ip());
        }
        return reach instanceof Reach.Failed failed && failed.nextProxy().isEmpty() ? failed.ip() : Optional.empty();
    }

    private static Optional<String> literal(String host) {
        return Optional.of(host).filter(name -> name.indexOf(':') >= 0 || IPV4.matcher(name).matches()).map(name -> Escape.text(name, NAME));
    }

    private static Node ours(ConnectionReport report, Optional<String> incident) {
        Diagnosis diagnosis = report.diagnosis();
        Observation seen = report.connection().observation();
        Node node = new Node()
                .put("settled", report.settled())
                .put("arrival", report.connection().arrival().code())
                .put("cause", diagnosis.cause().code())
                .put("phase", diagnosis.phase().code())
                .put("party", diagnosis.party().code())
                .put("confidence", diagnosis.confidence().code())
                .put("product", diagnosis.product().map(name -> Escape.text(name, NAME)))
                .put("protocol", diagnosis.protocol())
                .put("title", diagnosis.title())
                .put("explanation", diagnosis.explanation())
                .putIfAny("evidence", diagnosis.evidence().stream().map(ReportDocument::evidence).toList())
                .putIfAny("remedies", diagnosis.remedies().stream().map(ReportDocument::remedy).toList());
        if (!diagnosis.clientErrors().isEmpty()) {
            node.put("client_errors", new TreeMap<>(diagnosis.clientErrors()));
        }
        node.put("overridable", diagnosis.overridable());
        node.putIfAny("checks", diagnosis.checks().stream().map(ReportDocument::check).toList());
        report.interception().ifPresent(interception -> node.put("interception", InterceptionNode.node(interception)));
        TriageNode.put(node, seen, report.answers());
        if (report.recovered()) {
            node.put("recovered", true);
        }
        nextProxy(report.connection().reach()).ifPresent(proxy -> node.put("next_proxy", proxy));
        HandshakeNode.put(node, seen);
        return node.put("timings", Timings.of(report.connection())).put("incident", incident);
    }

    private static Optional<String> nextProxy(Reach reach) {
        if (reach instanceof Reach.Connected connected) {
            return connected.nextProxy();
        }
        return reach instanceof Reach.Failed failed ? failed.nextProxy() : Optional.empty();
    }

    private static Map<String, Object> evidence(Evidence evidence) {
        return new Node().put("from", evidence.from().code()).put("text", evidence.text()).map();
    }

    private static Map<String, Object> check(Check check) {
        return new Node().put("command", check.command()).put("shows", check.shows()).map();
    }

    private static Map<String, Object> remedy(Remedy remedy) {
        return new Node().put("audience", remedy.audience().code()).put("text", remedy.text()).map();
    }

    /** Always the same width, so that it also sorts as text. */
    static String stamp(Instant at) {
        return STAMP.format(at);
    }

    static List<String> escaped(List<String> raw, int most) {
        return raw.stream().map(text -> Escape.text(text, most)).toList();
    }
}
