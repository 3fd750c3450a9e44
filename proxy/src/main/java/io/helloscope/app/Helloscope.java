package io.helloscope.app;

import com.google.common.base.Suppliers;
import io.helloscope.config.Settings;
import io.helloscope.config.TrustSettings;
import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Trust;
import io.helloscope.dial.Dialer;
import io.helloscope.frontend.FrontendParts;
import io.helloscope.frontend.ProxyServer;
import io.helloscope.journal.Journal;
import io.helloscope.intercept.InterceptSettings;
import io.helloscope.intercept.InterceptionJudge;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.knowledge.KnowledgeException;
import io.helloscope.knowledge.KnowledgeTables;
import io.helloscope.knowledge.PublicLists;
import io.helloscope.metrics.InterceptionMetrics;
import io.helloscope.metrics.ReportMetrics;
import io.helloscope.probe.ProbeSettings;
import io.helloscope.probe.Prober;
import io.helloscope.probe.triage.TriageDesk;
import io.helloscope.relay.Relay;
import io.helloscope.report.InspectionLedger;
import io.helloscope.report.Judges;
import io.helloscope.report.ReportDesk;
import io.helloscope.report.ReportHistory;
import io.helloscope.report.ReportSink;
import io.helloscope.store.DatabaseHistory;
import io.helloscope.web.About;
import io.helloscope.web.Interceptions;
import io.helloscope.web.ListenException;
import io.helloscope.web.SettingsInForce;
import io.helloscope.web.WebServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole program, running: built from its settings, started in an order in which each part finds what it needs, stopped in reverse. */
public final class Helloscope implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Helloscope.class);
    private static final int QUEUE = 65_536;
    private static final int PROBING = 2;
    private static final long STOP_SECONDS = 2;
    private static final Duration SCRAPE = Duration.ofSeconds(1);

    private final Settings settings;
    private final InstantSource clock = InstantSource.system();
    private final PrometheusMeterRegistry registry = MachineMetrics.registry();
    private final ReportMetrics metrics;
    private final ReportHistory history;
    private final Journal journal;
    private final WebServer web;
    private final ReportPipeline pipeline;
    private final InspectionLedger ledger;
    private final Prober prober;
    private final Between between;
    /** The dashboard's server is built before there is anything to show. */
    private volatile Interceptions shown = Interceptions.NONE;
    private final EventLoopGroup loops;
    /** The arithmetic of handshakes of our own stays away from tunnels. */
    private final EventLoopGroup probing;
    private final Relay relay;
    private final Dialer dialer;
    private final ProxyServer proxy;
    private final CompletableFuture<Void> lateTables;

    private Helloscope(Settings settings, String version, SettingsInForce inForce) {
        this.settings = settings;
        // Tables and sockets know nothing of each other, and each take half of the start.
        CompletableFuture<Judgement> judging = CompletableFuture.supplyAsync(() -> Judgement.of(settings));
        metrics = new ReportMetrics(registry);
        history = DatabaseHistory.of(settings.history(), metrics, clock);
        journal = new Journal(settings.journal(), metrics, clock);
        loops = settings.transport().newGroup(settings.eventLoops(), "relay");
        probing = settings.transport().newGroup(PROBING, "probe");
        List<String> listen = settings.frontend().listen().stream().map(Helloscope::written).toList();
        web = new WebServer(settings.web(), history, () -> judging.join().knowledge(), registry, new About(version, clock.instant(), listen, inForce),
                this::health, clock, () -> shown);
        dialer = new Dialer(settings.dial(), loops, settings.transport().socket(), settings.transport().datagram());
        dialer.refuseOwn(settings.web().listen());
        MachineMetrics.bind(registry, loops, settings.transport());
        Judgement judgement = joined(judging, this::closeUnstarted);
        Knowledge knowledge = judgement.knowledge();
        lateTables = CompletableFuture.runAsync(() -> readAll(knowledge));
        InterceptionMetrics interceptions = new InterceptionMetrics(registry,
                // All gauges of one scrape show the same moment, and the summaries are made once.
                Suppliers.memoizeWithExpiration(() -> judgement.interception().paths(clock.instant()), SCRAPE));
        InterceptionMetrics.lists(registry, clock, knowledge::publicRootsAsOf, knowledge::ctLogsAsOf);
        ledger = new InspectionLedger(settings.inspection().policy(), knowledge.clientHellos(), drift -> {
            interceptions.drifted(drift);
            Between.log(drift);
        });
        between = new Between(judgement.interception(), knowledge, ledger, clock);
        shown = between;
        prober = new Prober(dialer, probing, ProbeSettings.DEFAULT, version, clock);
        pipeline = new ReportPipeline(sink -> new ReportDesk(new Judges(judgement.classifier(), judgement.interception()), knowledge, settings.report(),
                new TriageDesk(prober, settings.triage(), sink, metrics), new Sinks(sinks(interceptions)), metrics), metrics, clock, QUEUE);
        relay = new Relay(settings.relay(), pipeline, metrics);
        List<String> portals = knowledge.portalChecks().stream().map(Knowledge.PortalCheck::host).toList();
        proxy = new ProxyServer(settings.frontend(), new FrontendParts(dialer, relay, settings.relay(), pipeline, metrics, history, portals::contains),
                settings.transport(), loops, loops);
    }

    /** What judges connections: everything that is read from files before the first client comes. */
    record Judgement(Knowledge knowledge, Classifier classifier, InterceptionJudge interception) {
        static Judgement of(Settings settings) {
            Knowledge knowledge = Helloscope.knowledge(settings);
            TrustSettings trust = settings.trust();
            InterceptSettings intercept = new InterceptSettings(trust.extraRoots(), trust.inspectionRoots(),
                    name -> trust.publicNames().stream().anyMatch(pattern -> pattern.matches(name)));
            return new Judgement(knowledge, new Classifier(knowledge, new Trust(trust.extraRoots(), trust.inspectionRoots())),
                    new InterceptionJudge(knowledge, intercept));
        }
    }

    private static <T> T joined(CompletableFuture<T> reading, Runnable closing) {
        try {
            return reading.join();
        } catch (CompletionException failed) {
            closing.run();
            if (failed.getCause() instanceof StartException damaged) {
                throw damaged;
            }
            throw failed;
        }
    }

    private void closeUnstarted() {
        stopSockets();
        web.close();
        registry.close();
    }

    /**
     * Starts everything.
     *
     * @param inForce the settings, for the page that shows them
     * @throws StartException where something that the user can mend keeps it from starting; nothing runs then
     */
    public static Helloscope start(Settings settings, String version, SettingsInForce inForce) {
        Helloscope built = new Helloscope(settings, version, inForce);
        try {
            built.start();
            return built;
        } catch (ListenException | io.helloscope.frontend.ListenException inUse) {
            built.close();
            throw new StartException(inUse.getMessage());
        }
    }

    /**
     * Waits until the tables that are not needed at once are read too.
     *
     * @throws StartException where one is damaged; everything is closed then
     */
    public void awaitTables() {
        joined(lateTables, this::close);
    }

    /** Reads the tables that the settings name, without starting anything. */
    public static void check(Settings settings) {
        readAll(knowledge(settings));
    }

    private static Knowledge knowledge(Settings settings) {
        try {
            return KnowledgeTables.load(settings.overlays(), new PublicLists(settings.trust().publicRoots(), settings.trust().ctLogs()));
        } catch (KnowledgeException damaged) {
            throw new StartException(damaged.getMessage());
        }
    }

    private static void readAll(Knowledge knowledge) {
        try {
            knowledge.readAll();
        } catch (KnowledgeException damaged) {
            throw new StartException(damaged.getMessage());
        }
    }

    private List<ReportSink> sinks(InterceptionMetrics interceptions) {
        List<ReportSink> sinks = new ArrayList<>(List.of(interceptions, ledger, history, metrics, web, new LogLines()));
        if (settings.journal().enabled()) {
            sinks.add(journal);
        }
        return sinks;
    }

    private void start() throws ListenException, io.helloscope.frontend.ListenException {
        if (settings.journal().enabled()) {
            journal.start();
        }
        pipeline.start();
        proxy.start();
        LOG.info("The proxy listens on {} ({}, {} event loops)", proxy.addresses().stream().map(Helloscope::written).collect(Collectors.joining(", ")),
                settings.transport().code(), settings.eventLoops());
        web.start();
        between.ask(settings.inspection().canaries(), settings.inspection().canaryInterval(), prober, probing);
        LOG.info("The dashboard listens on http://{}/", written(web.address()));
        if (history instanceof DatabaseHistory database) {
            // Last, as opening it takes longer than all the rest together; what is told before waits.
            database.start();
        }
    }

    private Map<String, Object> health() {
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("status", "up");
        health.put("tunnels", relay.open());
        if (history instanceof DatabaseHistory database) {
            health.put("history", database.health());
        }
        return health;
    }

    /** Where the proxy listens. */
    public List<InetSocketAddress> proxyAddresses() {
        return proxy.addresses();
    }

    /** Where the dashboard listens. */
    public InetSocketAddress dashboardAddress() {
        return web.address();
    }

    /** Stops: no new connections, open tunnels have their time to end, what was seen is written. */
    @Override
    public void close() {
        int open = relay.open();
        if (open > 0) {
            LOG.info("Waiting at most {} s for {} open tunnels", settings.drain().toSeconds(), open);
        }
        CompletableFuture<Void> requests = proxy.drain(settings.drain());
        int cut = relay.drain(settings.drain()).join();
        requests.join();
        if (cut > 0) {
            LOG.info("{} tunnels were still open and have been closed", cut);
        }
        proxy.close();
        stopSockets();
        pipeline.close();
        if (settings.journal().enabled()) {
            journal.close();
        }
        if (history instanceof DatabaseHistory database) {
            database.close();
        }
        web.close();
        registry.close();
    }

    private void stopSockets() {
        List.of(probing, loops).forEach(group -> group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS));
        List.of(probing, loops).forEach(group -> group.terminationFuture().awaitUninterruptibly(STOP_SECONDS * 2, TimeUnit.SECONDS));
        dialer.close();
    }

    private static String written(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
