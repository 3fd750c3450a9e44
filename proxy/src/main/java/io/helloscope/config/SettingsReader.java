package io.helloscope.config;

import io.helloscope.access.Passwords;
import io.helloscope.bytes.Bytes;
import io.helloscope.dial.DialSettings;
import io.helloscope.dial.FixedHost;
import io.helloscope.dial.HostPattern;
import io.helloscope.dial.Network;
import io.helloscope.dial.NextProxy;
import io.helloscope.dial.PrivateDestinations;
import io.helloscope.dial.UpstreamRule;
import io.helloscope.frontend.FrontendSettings;
import io.helloscope.frontend.access.ClientLimits;
import io.helloscope.journal.JournalSettings;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.probe.triage.TriageSettings;
import io.helloscope.relay.RelaySettings;
import io.helloscope.relay.Transport;
import io.helloscope.report.InspectionPolicy;
import io.helloscope.report.ReportSettings;
import io.helloscope.store.HistorySettings;
import io.helloscope.web.WebSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** From the sections of a file to settings: one method a feature, the key's name, its default and its check on one line. */
final class SettingsReader {
    private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug", "trace");

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST_STEP = Duration.ofMinutes(5);
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(5);

    private final Path data;

    SettingsReader(Path data) {
        this.data = data;
    }

    Settings read(Section root) {
        List<InetSocketAddress> listen = listen(root);
        boolean loopback = listen.stream().allMatch(address -> address.getAddress().isLoopbackAddress());
        RelaySettings relay = relay(root.section("tunnel"));
        DialSettings dial = dial(root, loopback);
        TrustSettings trust = trust(root.section("trust"));
        TriageSettings triage = triage(root.section("triage"));
        Section knowledge = root.section("knowledge");
        List<Path> overlays = knowledge.readableFiles("overlays");
        knowledge.finish();
        Section log = root.section("log");
        String level = log.choice("level", "info", LEVELS.stream().collect(Collectors.toMap(Function.identity(), Function.identity())));
        log.finish();
        Settings settings = new Settings(root.parsed("transport", "auto", Transport::choose), loops(root), root.duration("drain", Duration.ofSeconds(10), Duration.ZERO, Duration.ofHours(1)),
                frontend(root, listen), relay, dial, trust, triage, overlays, web(root.section("dashboard")), ReportSettings.DEFAULT, history(root.section("history")),
                journal(root.section("journal")), level, inspection(root.section("inspection")));
        root.finish();
        return settings;
    }

    private static int loops(Section root) {
        int wanted = root.integer("event-loops", 0, 0, 256);
        return wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
    }

    private static List<InetSocketAddress> listen(Section root) {
        return root.parsedOneOrMore("listen", List.of("127.0.0.1:3128"), WebSettings::address);
    }

    private static FrontendSettings frontend(Section root, List<InetSocketAddress> listen) {
        Section access = root.section("access");
        Section limits = root.section("limits");
        List<Network> clients = access.parsedList("clients", List.of(), Network::parse);
        Optional<Passwords> passwords = passwords(access);
        ClientLimits usual = ClientLimits.DEFAULT;
        int connections = limits.integer("connections", usual.connections(), 1, 1_000_000);
        ClientLimits most = limits.attempt("", () -> new ClientLimits(connections,
                limits.integer("connections-per-client", Math.min(connections, usual.connectionsPerClient()), 1, connections),
                (int) limits.size("head-size", usual.headSize(), 1 << 10, 1 << 20),
                limits.integer("fields", usual.fields(), 10, 10_000),
                limits.duration("head-time", usual.headTime(), SHORTEST, Duration.ofMinutes(10)),
                limits.duration("keep-alive-idle", usual.keepAliveIdle(), SHORTEST, Duration.ofHours(1))));
        // Its complaints are about the addresses and begin with the key.
        FrontendSettings settings = root.attempt("", () -> new FrontendSettings(listen, clients, passwords, most));
        access.finish();
        limits.finish();
        return settings;
    }

    private static Optional<Passwords> passwords(Section section) {
        return section.readableFile("password-file").map(file -> section.attempt("password-file", () -> Passwords.read(file)));
    }

    private static RelaySettings relay(Section tunnel) {
        RelaySettings usual = RelaySettings.DEFAULT;
        Set<Integer> ports = Set.copyOf(tunnel.parsedList("server-first-ports", usual.serverFirstPorts().stream().sorted().map(String::valueOf).toList(),
                SettingsReader::port));
        RelaySettings settings = tunnel.attempt("", () -> new RelaySettings(
                tunnel.duration("server-first-port-hold", usual.serverFirstHold(), Duration.ZERO, LONGEST_HOLD),
                tunnel.duration("server-first-hold", usual.otherHold(), Duration.ZERO, LONGEST_HOLD), ports,
                tunnel.duration("half-closed-idle", usual.halfClosedIdle(), Duration.ofSeconds(1), Duration.ofDays(365)),
                tunnel.durationOrOff("idle", Optional.empty(), Duration.ofSeconds(1), Duration.ofDays(365)).orElse(Duration.ZERO),
                usual.writeBufferLow(), usual.writeBufferHigh(),
                new ObserverLimits((int) tunnel.size("observed-bytes", usual.observer().bytesPerDirection(), 1 << 10, 16 << 20), usual.observer().records(),
                        (int) tunnel.size("excerpt", usual.observer().excerpt(), 16, 1 << 20), usual.observer().certificates())));
        tunnel.finish();
        return settings;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // answered below
        }
        throw new IllegalArgumentException("\"" + text + "\" (expected: ports, 1..65535)");
    }

    private static DialSettings dial(Section root, boolean listenersOnLoopback) {
        Section destinations = root.section("destinations");
        Section resolver = root.section("resolver");
        Section dial = root.section("dial");
        Section upstream = root.section("upstream");
        DialSettings usual = DialSettings.DEFAULT;
        PrivateDestinations allowed = destinations.choice("private", PrivateDestinations.AUTO,
                Arrays.stream(PrivateDestinations.values()).collect(Collectors.toMap(PrivateDestinations::code, Function.identity())));
        List<HostPattern> denied = destinations.parsedList("denied", List.of(), HostPattern::parse);
        List<InetSocketAddress> servers = resolver.parsedList("servers", List.of(), WebSettings::address);
        DialSettings settings = root.attempt("dial", () -> new DialSettings(fixed(resolver.section("hosts")), servers,
                resolver.duration("timeout", usual.dnsTimeout(), SHORTEST, LONGEST_STEP),
                resolver.duration("longest-time-to-live", usual.maxTtl(), Duration.ZERO, Duration.ofDays(7)),
                resolver.duration("negative-time-to-live", usual.negativeTtl(), Duration.ZERO, Duration.ofHours(1)),
                resolver.integer("cached-names", usual.cachedNames(), 16, 1_000_000),
                dial.duration("timeout", usual.connectTimeout(), SHORTEST, LONGEST_STEP),
                upstream.duration("timeout", usual.nextProxyTimeout(), SHORTEST, LONGEST_STEP), rules(upstream),
                allowed.allowed(listenersOnLoopback), denied, List.of()));
        for (Section section : List.of(destinations, resolver, dial, upstream)) {
            section.finish();
        }
        return settings;
    }

    private static List<FixedHost> fixed(Section hosts) {
        List<FixedHost> fixed = new ArrayList<>();
        for (String name : hosts.keys()) {
            List<String> addresses = hosts.oneOrMore(name, List.of());
            fixed.add(hosts.attempt(name, () -> FixedHost.parse(name, addresses.toArray(String[]::new))));
        }
        return fixed;
    }

    private static List<UpstreamRule> rules(Section upstream) {
        List<UpstreamRule> rules = new ArrayList<>();
        for (Section rule : upstream.sections("rules")) {
            List<HostPattern> hosts = rule.parsedOneOrMore("hosts", List.of("*"), HostPattern::parse);
            Optional<NextProxy> proxy = rule.parsed("proxy", "direct", text -> text.equals("direct") ? Optional.empty() : Optional.of(NextProxy.parse(text)));
            rule.finish();
            rules.add(new UpstreamRule(hosts, proxy));
        }
        return rules;
    }

    private static TrustSettings trust(Section trust) {
        TrustSettings settings = new TrustSettings(certificates(trust, "extra-roots"), certificates(trust, "inspection-roots"),
                trust.readableFile("public-roots").map(file -> trust.attempt("public-roots", () -> CertificateFile.roots(file))), trust.readableFile("ct-logs"),
                trust.parsedList("public-names", List.of(), HostPattern::parse));
        trust.finish();
        return settings;
    }

    private static List<Bytes> certificates(Section trust, String key) {
        return trust.readableFiles(key).stream().flatMap(file -> trust.attempt(key, () -> CertificateFile.read(file)).stream()).toList();
    }

    private static InspectionSettings inspection(Section inspection) {
        List<InspectionPolicy.Rule> rules = new ArrayList<>();
        for (Section rule : inspection.sections("expected")) {
            List<HostPattern> hosts = rule.parsedOneOrMore("hosts", List.of("*"), HostPattern::parse);
            boolean inspected = rule.flag("inspected", true);
            Optional<String> issuer = rule.texts("issuer", List.of()).stream().findFirst();
            rule.finish();
            rules.add(new InspectionPolicy.Rule(host -> hosts.stream().anyMatch(pattern -> pattern.matches(host)), inspected, issuer));
        }
        InspectionSettings settings = new InspectionSettings(new InspectionPolicy(rules), inspection.parsedList("canaries", List.of(), SettingsReader::canary),
                inspection.duration("canary-interval", Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofDays(1)));
        inspection.finish();
        return settings;
    }

    private static String canary(String text) {
        if (!text.matches("[A-Za-z0-9.-]+(:[1-9][0-9]{0,4})?")) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: a host name, with :port where it is not 443)");
        }
        return text.toLowerCase(java.util.Locale.ROOT);
    }

    private static TriageSettings triage(Section triage) {
        TriageSettings usual = TriageSettings.DEFAULT;
        TriageSettings settings = triage.attempt("", () -> new TriageSettings(triage.flag("enabled", usual.enabled()),
                triage.parsedList("except", List.of(), HostPattern::parse),
                triage.integer("questions-per-host", usual.questionsPerHost(), 1, 10_000),
                triage.integer("questions", usual.questions(), 1, 100_000), triage.integer("parallel", usual.parallel(), 1, 256),
                triage.duration("deadline", usual.deadline(), Duration.ofMillis(500), Duration.ofMinutes(1)),
                triage.duration("remember", usual.remember(), Duration.ofSeconds(1), Duration.ofDays(1))));
        triage.finish();
        return settings;
    }

    private static WebSettings web(Section dashboard) {
        InetSocketAddress listen = dashboard.parsed("listen", "127.0.0.1:3129", WebSettings::address);
        Optional<String> token = dashboard.readableFile("token-file").map(file -> dashboard.attempt("token-file", () -> firstLine(file)));
        Optional<Passwords> passwords = passwords(dashboard);
        List<String> hosts = dashboard.texts("hosts", List.of());
        // Part by part, so that each complaint has the key that it is about.
        WebSettings usual = WebSettings.DEFAULTS;
        dashboard.attempt("hosts", () -> new WebSettings(usual.listen(), Set.copyOf(hosts), passwords, Optional.empty()));
        dashboard.attempt("token-file", () -> new WebSettings(usual.listen(), Set.of(), passwords, token));
        WebSettings settings = dashboard.attempt("listen", () -> new WebSettings(listen, Set.copyOf(hosts), passwords, token));
        dashboard.finish();
        return settings;
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file).lines().findFirst().map(String::strip).filter(line -> !line.isEmpty())
                    .orElseThrow(() -> new IllegalArgumentException(file + " is empty (expected: the token on its first line)"));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(file + " cannot be read as text");
        }
    }

    private HistorySettings history(Section history) {
        Optional<String> user = history.optionalText("user");
        Optional<String> password = history.optionalText("password");
        HistorySettings.Place place = history.parsed("store", "sqlite", text -> HistorySettings.place(text, data, user, password));
        int reports = history.integer("reports", 10_000, 100, 10_000_000);
        long size = history.size("size", 1L << 30, 1 << 20, 1L << 50);
        int waiting = history.integer("waiting", 20_000, 1000, 1_000_000);
        HistorySettings settings = history.attempt("", () -> new HistorySettings(place, reports,
                history.duration("keep", Duration.ofDays(30), HistorySettings.SHORTEST, HistorySettings.LONGEST), size, waiting));
        history.finish();
        return settings;
    }

    private JournalSettings journal(Section journal) {
        JournalSettings settings = journal.attempt("file-size", () -> new JournalSettings(journal.flag("enabled", true), data.resolve("journal"),
                journal.size("file-size", 64L << 20, 64 << 10, 1L << 40), journal.integer("files", 10, 1, 10_000)));
        journal.finish();
        return settings;
    }
}
