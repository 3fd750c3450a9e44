package io.helloscope.report;

import io.helloscope.intercept.Interception;
import io.helloscope.intercept.Position;
import io.helloscope.intercept.Verdict;
import io.helloscope.knowledge.ClientHellos;
import io.helloscope.observe.Reach;
import io.helloscope.tls.Ja4;
import io.helloscope.verdict.Phase;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What inspection does to hosts and clients: which clients take the certificates that are put in place of the servers', which refuse
 * them, which hosts should be exempted for that, and where inspection is otherwise than the policy wants. Guarded by its lock.
 */
public final class InspectionLedger implements ReportSink {
    private static final int MOST_HOSTS = 2_000;
    private static final int MOST_FAMILIES = 20;
    private static final int MOST_DRIFTS = 200;

    private final InspectionPolicy policy;
    private final ClientHellos hellos;
    private final Consumer<Drift> told;
    private final LinkedHashMap<String, Entry> hosts = new LinkedHashMap<>(16, 0.75f, true);
    private final Deque<Drift> drifts = new ArrayDeque<>();

    /** Inspection is otherwise than wanted, or than before. */
    public enum Kind {
        /** A host that must not be inspected is. */
        INSPECTED_AGAINST_POLICY,
        /** A host that must be inspected shows its own certificate. */
        NOT_INSPECTED_AGAINST_POLICY,
        /** A host is inspected by another CA than the policy names. */
        OTHER_CA_THAN_POLICY,
        /** The CA that signs for a host has changed. */
        ISSUER_CHANGED;

        private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /** The word that people and programs meet, in kebab case. */
        public String code() {
            return code;
        }
    }

    /**
     * A change that somebody should know of.
     *
     * @param host escaped
     * @param detail a sentence, escaped
     */
    public record Drift(Instant at, Kind kind, String host, String detail) {
    }

    private static final class Entry {
        private String issuer = "";
        private String path = "";
        private Optional<Interception> last = Optional.empty();
        private Optional<Kind> drifted = Optional.empty();
        private int failures;
        private final Map<String, Integer> accepted = new TreeMap<>();
        private final Map<String, Integer> rejected = new TreeMap<>();
    }

    /**
     * A ledger without an entry.
     *
     * @param told is told each drift once, on the reports' thread
     */
    public InspectionLedger(InspectionPolicy policy, ClientHellos hellos, Consumer<Drift> told) {
        this.policy = policy;
        this.hellos = hellos;
        this.told = told;
    }

    @Override
    public void concluded(ConnectionReport report) {
        report.interception().ifPresent(interception -> note(report, interception).forEach(told));
    }

    private synchronized List<Drift> note(ConnectionReport report, Interception interception) {
        boolean clientSide = interception.position().filter(Position.CLIENT_SIDE::equals).isPresent();
        boolean inspected = interception.verdict().isIntercepted() && !clientSide;
        String host = report.connection().destination().host();
        if (clientSide || !inspected && interception.verdict() != Verdict.NONE_SEEN || !inspected && !hosts.containsKey(host) && policy.about(host).isEmpty()) {
            return List.of();
        }
        Entry entry = hosts.computeIfAbsent(host, fresh -> new Entry());
        if (hosts.size() > MOST_HOSTS) {
            hosts.remove(hosts.keySet().iterator().next());
        }
        List<Drift> news = drifts(report, interception, inspected, entry);
        entry.last = Optional.of(interception);
        if (inspected) {
            entry.path = report.connection().reach() instanceof Reach.Connected way ? way.nextProxy().orElse("direct") : "";
            interception.issuer().ifPresent(issuer -> entry.issuer = issuer);
            count(report, entry);
        }
        return news;
    }

    private void count(ConnectionReport report, Entry entry) {
        boolean refused = report.outcome() == ConnectionReport.Outcome.FAILURE && report.diagnosis().phase() == Phase.CERTIFICATE;
        boolean taken = report.outcome() == ConnectionReport.Outcome.SUCCESS && report.connection().observation().dataFromClient() > 0;
        entry.failures += report.outcome() == ConnectionReport.Outcome.FAILURE ? 1 : 0;
        if (refused || taken) {
            Map<String, Integer> families = refused ? entry.rejected : entry.accepted;
            String family = family(report);
            if (families.size() < MOST_FAMILIES || families.containsKey(family)) {
                families.merge(family, 1, Integer::sum);
            }
        }
    }

    /** Clients of one kind share their trust: by name where it is a known one, else by the hello. */
    private String family(ConnectionReport report) {
        return report.connection().client().userAgent().flatMap(hellos::expected).map(ClientHellos.Expectation::name)
                .or(() -> report.connection().observation().clientHello().flatMap(Ja4::of).map(Ja4::value)).orElse("unknown");
    }

    private List<Drift> drifts(ConnectionReport report, Interception interception, boolean inspected, Entry entry) {
        List<Drift> news = new ArrayList<>();
        String host = report.connection().destination().host();
        Optional<Kind> kind = policy.about(host).flatMap(rule -> against(rule, interception, inspected));
        if (kind.isPresent() && !kind.equals(entry.drifted)) {
            news.add(drift(report, kind.get(), interception.issuer().map("issuer: %s"::formatted).orElse("the server's own certificate")));
        }
        entry.drifted = kind;
        String issuer = interception.issuer().orElse("");
        if (inspected && !entry.issuer.isEmpty() && !issuer.isEmpty() && !entry.issuer.equals(issuer)) {
            news.add(drift(report, Kind.ISSUER_CHANGED, "%s, before: %s".formatted(issuer, entry.issuer)));
        }
        return news;
    }

    private static Optional<Kind> against(InspectionPolicy.Rule rule, Interception interception, boolean inspected) {
        if (rule.inspected() != inspected) {
            return Optional.of(inspected ? Kind.INSPECTED_AGAINST_POLICY : Kind.NOT_INSPECTED_AGAINST_POLICY);
        }
        boolean other = inspected && rule.issuer().isPresent() && interception.issuer().filter(name -> name.contains(rule.issuer().get())).isEmpty();
        return other ? Optional.of(Kind.OTHER_CA_THAN_POLICY) : Optional.empty();
    }

    private Drift drift(ConnectionReport report, Kind kind, String detail) {
        Drift drift = new Drift(report.connection().openedAt(), kind, Escape.text(report.connection().destination().host(), ReportDocument.NAME),
                Escape.text(detail, ReportDocument.TEXT));
        drifts.addFirst(drift);
        if (drifts.size() > MOST_DRIFTS) {
            drifts.removeLast();
        }
        return drift;
    }

    /** Hosts with the clients that take and refuse what they are shown, a list of exemptions to copy, and drifts, newest first. */
    public synchronized Map<String, Object> document() {
        List<Map<String, Object>> gap = new ArrayList<>();
        List<Map<String, Object>> exemptions = new ArrayList<>();
        hosts.forEach((host, entry) -> {
            if (entry.last.filter(last -> last.verdict().isIntercepted()).isEmpty()) {
                return;
            }
            Node node = new Node().put("host", Escape.text(host, ReportDocument.NAME)).put("path", entry.path)
                    .put("issuer", Escape.text(entry.issuer, ReportDocument.NAME)).put("verdict", entry.last.get().verdict().code())
                    .put("product", entry.last.get().product().map(Interception.NamedProduct::name)).put("failures", entry.failures)
                    .put("accepted_by", new TreeMap<>(entry.accepted)).put("rejected_by", new TreeMap<>(entry.rejected));
            gap.add(node.map());
            if (!entry.rejected.isEmpty()) {
                exemptions.add(node.map());
            }
        });
        return new Node().put("trust_gap", gap).put("exemptions", exemptions).put("drifts", drifts.stream().map(InspectionLedger::drift).toList()).map();
    }

    private static Map<String, Object> drift(Drift drift) {
        return new Node().put("at", ReportDocument.stamp(drift.at())).put("kind", drift.kind().code()).put("host", drift.host()).put("detail", drift.detail()).map();
    }
}
