package io.helloscope.web;

import com.github.benmanes.caffeine.cache.Ticker;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.Incident;
import io.helloscope.report.ReportDocument;
import io.helloscope.report.ReportHistory;
import io.helloscope.report.ReportSink;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The dashboard over HTTP: JSON API, live stream, pages, /metrics and /health. As a sink it takes what the live stream and the
 * numbers on top of the page show; what has passed it asks the history for.
 */
public final class WebServer implements ReportSink, AutoCloseable {
    private static final Map<String, String> HEADERS = Map.of(
            "content-security-policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "x-content-type-options", "nosniff",
            "referrer-policy", "no-referrer",
            "cross-origin-opener-policy", "same-origin",
            "cross-origin-resource-policy", "same-origin");

    private static final List<String> RESOURCES = List.of("/api/v1/reports", "/api/v1/reports/{id}", "/api/v1/incidents",
            "/api/v1/incidents/{id}", "/api/v1/series", "/api/v1/hosts", "/api/v1/clients", "/api/v1/paths", "/api/v1/interception", "/api/v1/live", "/api/v1/summary",
            "/api/v1/about", "/api/v1/settings", ExplainApi.PATH);

    private final WebSettings settings;
    private final About about;
    private final Supplier<Map<String, Object>> health;
    private final InstantSource clock;
    private final ReportApi reports;
    private final TrendApi trends;
    private final Exposition exposition;
    private final ExplainApi explain;
    private final StaticFiles files;
    private final Supplier<Interceptions> between;
    private final Tally tally;
    private final LiveStream live;
    private final Server server;

    /** {@code knowledge} is asked for when it is needed; {@code health} answers with a map that has at least {@code status}: {@code up} or {@code down}. */
    public WebServer(WebSettings settings, ReportHistory history, Supplier<Knowledge> knowledge, PrometheusMeterRegistry registry, About about,
            Supplier<Map<String, Object>> health, InstantSource clock) {
        this(settings, history, knowledge, registry, about, health, clock, () -> Interceptions.NONE);
    }

    /** The same with what is known of what is between; it is asked for when it is needed. */
    public WebServer(WebSettings settings, ReportHistory history, Supplier<Knowledge> knowledge, PrometheusMeterRegistry registry, About about,
            Supplier<Map<String, Object>> health, InstantSource clock, Supplier<Interceptions> between) {
        this.between = between;
        this.settings = settings;
        this.about = about;
        this.health = health;
        this.clock = clock;
        this.reports = new ReportApi(history);
        this.explain = new ExplainApi(knowledge, history);
        this.files = new StaticFiles(WebServer.class.getClassLoader(), Map.of("/causes.html", () -> CausesPage.html(knowledge.get())));
        this.trends = new TrendApi(history, clock);
        this.exposition = new Exposition(registry);
        this.tally = new Tally(clock);
        this.live = new LiveStream(Long.toString(about.startedAt().toEpochMilli(), 36), LiveStream.Limits.USUAL,
                System::nanoTime, bound -> registry.counter("helloscope.bounds.hit", "bound", bound).increment());
        this.server = server();
    }

    private Server server() {
        ServerBuilder builder = Server.builder()
                .http(settings.listen())
                // HTTP/1.1 without a Host field is given this name, and refused for it.
                .defaultHostname("absent.invalid")
                .bossGroupFactory(name -> new WebThreads(1, "web-accept"))
                .workerGroup(new WebThreads(2, "web"), true)
                .blockingTaskExecutor(WebThreads.blocking(4, "web-blocking"), true)
                .meterRegistry(NoopMeterRegistry.get())
                .errorHandler(new Failures())
                .decorator(new Guard(new AllowedHosts(settings), new Login(settings, Ticker.systemTicker())))
                .disableServerHeader();
        HEADERS.forEach(builder::setHeader);
        bound(builder);
        return routes(builder).build();
    }

    private static void bound(ServerBuilder builder) {
        builder.maxNumConnections(512).maxRequestLength(1024).requestTimeout(Duration.ofSeconds(30)).idleTimeout(Duration.ofSeconds(60))
                .http1MaxHeaderSize(16 << 10).http1MaxInitialLineLength(8 << 10).http2MaxHeaderListSize(16 << 10)
                .http2MaxStreamsPerConnection(64)
                .connectionDrainDuration(Duration.ZERO);
    }

    private ServerBuilder routes(ServerBuilder builder) {
        return builder
                .service("/api/v1/reports", blocking(request -> reports.reports(request.queryParams())))
                .service("/api/v1/incidents", blocking(request -> reports.incidents(request.queryParams())))
                .service("/api/v1/reports/{id}", blocking(request -> reports.report(request.pathParam("id"))))
                .service("/api/v1/incidents/{id}", blocking(request -> reports.incident(request.pathParam("id"))))
                .service("/api/v1/series", blocking(request -> trends.series(request.queryParams())))
                .service("/api/v1/hosts", blocking(request -> trends.hosts(request.queryParams())))
                .service("/api/v1/clients", blocking(request -> trends.clients(request.queryParams())))
                .service("/api/v1/paths", blocking(request -> Answers.ok(Map.of("paths", between.get().paths()))))
                .service("/api/v1/interception", blocking(request -> Answers.ok(between.get().interception())))
                .service("/api/v1/live", direct(live::open))
                .service("/api/v1/summary", direct(request -> Answers.ok(tally.document())))
                .service("/api/v1/about", direct(request -> Answers.ok(about())))
                .service("/api/v1/settings", direct(request -> Answers.ok(settings(about.settings()))))
                .route().path(ExplainApi.PATH).methods(HttpMethod.GET, HttpMethod.HEAD).build(blocking(request -> explain.asked(request.queryParams())))
                .route().post(ExplainApi.PATH).maxRequestLength(ExplainApi.LONGEST_BODY).build(this::explainPosted)
                .serviceUnder("/api/", direct(request -> Answers.error(HttpStatus.NOT_FOUND, "path", "no such resource", RESOURCES)))
                .service("/metrics", blocking(request -> exposition.answer(request.request().headers().get(HttpHeaderNames.ACCEPT, ""))))
                .service(Guard.OPEN_PATH, blocking(this::health))
                .serviceUnder("/", blocking(request -> files.answer(request.request().headers(), request.path())));
    }

    /** Makes an answer. */
    private interface Answer {
        HttpResponse to(ServiceRequestContext request) throws BadParameterException;
    }

    private static HttpService direct(Answer answer) {
        return (context, request) -> answered(answer, context);
    }

    private static HttpService blocking(Answer answer) {
        return (context, request) -> HttpResponse.of(
                CompletableFuture.supplyAsync(() -> answered(answer, context), context.blockingTaskExecutor()));
    }

    private static HttpResponse answered(Answer answer, ServiceRequestContext context) {
        try {
            return answer.to(context);
        } catch (BadParameterException bad) {
            return Answers.error(HttpStatus.BAD_REQUEST, bad.field(), bad.getMessage(), bad.allowed());
        }
    }

    private HttpResponse explainPosted(ServiceRequestContext context, HttpRequest request) {
        return HttpResponse.of(request.aggregate().thenApplyAsync(body -> answered(any -> explain.posted(body), context), context.blockingTaskExecutor()));
    }

    private Map<String, Object> about() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", about.version());
        document.put("started_at", about.startedAt().toString());
        document.put("uptime_seconds", Math.max(0, Duration.between(about.startedAt(), clock.instant()).toSeconds()));
        document.put("listen", Map.of("proxy", about.proxyListen(), "dashboard", List.of(written(address()))));
        document.put("resources", RESOURCES);
        return document;
    }

    private static Map<String, Object> settings(SettingsInForce shown) {
        Map<String, Object> document = new LinkedHashMap<>();
        shown.file().ifPresent(file -> document.put("file", file));
        document.put("settings", shown.settings().stream().map(one -> Map.of("key", one.key(), "value", one.value(), "set", one.set())).toList());
        return document;
    }

    private static String written(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private HttpResponse health(ServiceRequestContext request) {
        Map<String, Object> all = health.get();
        Object status = all.getOrDefault("status", "down");
        boolean stranger = settings.asksForCredentials() && !request.request().headers().contains(HttpHeaderNames.AUTHORIZATION);
        byte[] body = Answers.json(stranger ? Map.of("status", status) : all);
        return HttpResponse.of(Answers.headers(status.equals("up") ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE),
                com.linecorp.armeria.common.HttpData.wrap(body));
    }

    /** Listens. */
    public void start() throws ListenException {
        try {
            server.start().join();
        } catch (CompletionException failed) {
            throw new ListenException(settings.listen(), failed.getCause() == null ? failed : failed.getCause());
        }
    }

    /** Where it really listens, once started. */
    public InetSocketAddress address() {
        var port = server.activePort();
        return port == null ? settings.listen() : port.localAddress();
    }

    /** How many follow the live stream. */
    int listeners() {
        return live.listeners();
    }

    @Override
    public void report(ConnectionReport report) {
        tally.report(report);
        live.publish("report", () -> ReportDocument.of(report));
    }

    @Override
    public void concluded(ConnectionReport report) {
        tally.concluded(report);
    }

    @Override
    public void incident(Incident incident) {
        tally.incident(incident);
        live.publish("incident", () -> ReportDocument.of(incident));
    }

    @Override
    public void withdrawn(String incidentId) {
        tally.withdrawn(incidentId);
        live.publish("withdrawn", () -> Map.of("helloscope", Map.of("incident", incidentId)));
    }

    /** Ends the live streams, cuts what is not answered yet, and frees the port; takes milliseconds. */
    @Override
    public void close() {
        live.close();
        server.stop().join();
    }
}
