package io.helloscope.web;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Stands before everything that the dashboard answers: who asks, by which name, on which way, for what. */
final class Guard implements DecoratingHttpServiceFunction {
    /** May be asked without credentials, for supervisors; says less then. */
    static final String OPEN_PATH = "/health";

    private final AllowedHosts hosts;
    private final Login login;

    Guard(AllowedHosts hosts, Login login) {
        this.hosts = hosts;
        this.login = login;
    }

    @Override
    public HttpResponse serve(HttpService next, ServiceRequestContext context, HttpRequest request) throws Exception {
        Optional<HttpResponse> refusal = refusal(request.headers());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        boolean open = context.path().equals(OPEN_PATH) && !request.headers().contains(HttpHeaderNames.AUTHORIZATION);
        return open || !login.required() ? next.serve(context, request) : afterLogin(next, context, request);
    }

    private Optional<HttpResponse> refusal(RequestHeaders headers) {
        if (cameThroughTheProxy(headers)) {
            return Optional.of(Answers.error(HttpStatus.FORBIDDEN, "via",
                    "this request came through the proxy; the dashboard answers direct ones only", List.of()));
        }
        if (!hosts.allows(headers.authority() == null ? "" : headers.authority())) {
            return Optional.of(Answers.error(HttpStatus.MISDIRECTED_REQUEST, "host",
                    "the dashboard is not called by this name; names other than loopback ones are set in dashboard.allowed-hosts", List.of()));
        }
        if (foreignPage(headers)) {
            return Optional.of(Answers.error(HttpStatus.FORBIDDEN, "sec-fetch-site", "a page of another origin may link here, not read from here", List.of()));
        }
        // a question that is too long for an address; it changes nothing either
        boolean question = headers.method() == HttpMethod.POST && headers.path().equals(ExplainApi.PATH);
        if (headers.method() != HttpMethod.GET && headers.method() != HttpMethod.HEAD && !question) {
            return Optional.of(Answers.error(HttpStatus.METHOD_NOT_ALLOWED, "method", "everything here is only read", Map.of("allow", "GET, HEAD")));
        }
        return Optional.empty();
    }

    /** Our own proxy marks what it passes on; a request to a proxy (absolute form) is refused by Armeria already. */
    private static boolean cameThroughTheProxy(RequestHeaders headers) {
        return headers.getAll(HttpHeaderNames.VIA).stream()
                .flatMap(field -> List.of(field.split(",")).stream())
                .anyMatch(hop -> hop.strip().toLowerCase(Locale.ROOT).matches("\\S+ +helloscope( .*)?"));
    }

    /** Browsers tell where a request comes from (Fetch Metadata): others' pages can neither read nor hold connections open. */
    private static boolean foreignPage(RequestHeaders headers) {
        String site = headers.get("sec-fetch-site", "none");
        boolean navigation = headers.get("sec-fetch-mode", "").equals("navigate") && headers.get("sec-fetch-dest", "").equals("document");
        return (site.equals("cross-site") || site.equals("same-site")) && !navigation;
    }

    private HttpResponse afterLogin(HttpService next, ServiceRequestContext context, HttpRequest request) {
        Optional<String> authorization = Optional.ofNullable(request.headers().get(HttpHeaderNames.AUTHORIZATION));
        return HttpResponse.of(CompletableFuture
                .supplyAsync(() -> login.judge(context.remoteAddress().getAddress(), authorization), context.blockingTaskExecutor())
                .thenApply(verdict -> switch (verdict) {
                    case RIGHT -> served(next, context, request);
                    case MISSING -> challenge("credentials are needed");
                    case WRONG -> challenge("these credentials are not right");
                    case TOO_MANY -> Answers.error(HttpStatus.TOO_MANY_REQUESTS, "authorization", "too many wrong credentials from this address",
                            Map.of("retry-after", String.valueOf(Login.WINDOW.toSeconds())));
                }));
    }

    private static HttpResponse served(HttpService next, ServiceRequestContext context, HttpRequest request) {
        try {
            return next.serve(context, request);
        } catch (Exception failed) {
            return HttpResponse.ofFailure(failed);
        }
    }

    private static HttpResponse challenge(String message) {
        return Answers.error(HttpStatus.UNAUTHORIZED, "authorization", message,
                Map.of("www-authenticate", "Basic realm=\"Helloscope\", charset=\"UTF-8\""));
    }
}
