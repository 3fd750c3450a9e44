package io.helloscope.frontend.answer;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach;
import io.helloscope.report.Escape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Why this proxy answers an error: the status, what the Proxy-Status field (RFC 9209) says, and a sentence for people.
 *
 * @param status of the answer
 * @param proxyStatus parameters of the field, after the name of this proxy
 * @param sentence for people; of peers' making in part, not yet escaped
 * @param fields lines {@code Name: value} that go with it
 */
public record Failure(int status, String proxyStatus, String sentence, List<String> fields) {
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;
    private static final String CHALLENGE = "Proxy-Authenticate: Basic realm=\"Helloscope\", charset=\"UTF-8\"";
    private static final int DETAIL = 300;
    private static final String HINT = "This is an answer of the proxy Helloscope. http://helloscope.internal/, asked through it, shows"
            + " what failed lately and why.";

    private static Failure of(ProxyError error, String sentence) {
        return of(error, error.status(), "", sentence);
    }

    private static Failure of(ProxyError error, int status, String more, String sentence) {
        return new Failure(status, "error=" + error.token() + more + "; details=" + quoted(sentence), sentence, List.of());
    }

    private Failure with(String line) {
        return new Failure(status, proxyStatus, sentence, List.of(line));
    }

    /** The request is malformed. */
    public static Failure badRequest(int status, String sentence) {
        return of(ProxyError.HTTP_REQUEST_ERROR, status, "", sentence);
    }

    /** The server's answer to a plain http request is no HTTP. */
    public static Failure badResponse(Destination destination) {
        return of(ProxyError.HTTP_PROTOCOL_ERROR, shown(destination) + " answered with something that is not HTTP/1.");
    }

    /** The server ended the connection before it answered a plain http request. */
    public static Failure noResponse(Destination destination, boolean reset) {
        return of(reset ? ProxyError.CONNECTION_TERMINATED : ProxyError.HTTP_RESPONSE_INCOMPLETE,
                shown(destination) + (reset ? " reset" : " closed") + " the connection before it answered.");
    }

    /** The request has been here before. */
    public static Failure loop() {
        return of(ProxyError.PROXY_LOOP_DETECTED, "This request has passed this proxy before: proxies send it in a circle.");
    }

    /** The client took too long. */
    public static Failure slow() {
        return of(ProxyError.HTTP_REQUEST_ERROR, 408, "", "The request did not come in time.");
    }

    /** The way to the server, or this proxy's own rules, failed the request. */
    public static Failure of(Reach reach, Destination destination) {
        if (reach instanceof Reach.Refused refused) {
            return refused(refused);
        }
        if (reach instanceof Reach.Failed failed) {
            return failed(failed, destination);
        }
        throw new IllegalStateException("no failure: " + reach);
    }

    private static Failure refused(Reach.Refused refused) {
        String detail = refused.detail();
        return switch (refused.refusal()) {
            case DESTINATION_DENIED -> of(ProxyError.DESTINATION_IP_PROHIBITED, detail);
            case AUTHENTICATION_REQUIRED -> of(ProxyError.HTTP_REQUEST_DENIED, PROXY_AUTHENTICATION_REQUIRED, "", detail).with(CHALLENGE);
            case CLIENT_DENIED -> of(ProxyError.HTTP_REQUEST_DENIED, detail);
            case OVERLOADED -> of(ProxyError.CONNECTION_LIMIT_REACHED, detail).with("Retry-After: 5");
            case TLS_TO_PROXY, BAD_REQUEST -> of(ProxyError.HTTP_REQUEST_ERROR, detail);
        };
    }

    private static Failure failed(Reach.Failed failed, Destination destination) {
        String server = shown(destination);
        String at = failed.ip().map(ip -> " (" + ip + ")").orElse("");
        String proxy = "The next proxy" + failed.nextProxy().map(p -> " " + p).orElse("");
        return switch (failed.failure()) {
            case DNS_NOT_FOUND -> of(ProxyError.DNS_ERROR, 502, "; rcode=\"NXDOMAIN\"",
                    "The name " + destination.host() + " does not exist in DNS.");
            case DNS_FAILURE -> of(ProxyError.DNS_ERROR, 502, "; rcode=\"SERVFAIL\"",
                    "The name " + destination.host() + " could not be looked up: the resolver failed or did not answer.");
            case REFUSED -> of(ProxyError.CONNECTION_REFUSED, server + at + " refused the connection: nothing listens there.");
            case TIMED_OUT -> of(ProxyError.CONNECTION_TIMEOUT, server + at + " did not answer the connection attempt.");
            case UNREACHABLE -> of(ProxyError.DESTINATION_IP_UNROUTABLE, "There is no way to " + server + at + ".");
            case NEXT_PROXY_UNREACHABLE -> of(ProxyError.DESTINATION_UNAVAILABLE, proxy + " could not be reached.");
            case NEXT_PROXY_REFUSED -> refusedByNextProxy(failed, proxy, server);
            case NEXT_PROXY_STRANGE -> of(ProxyError.HTTP_PROTOCOL_ERROR, proxy + " gave no answer that a proxy gives.");
            case NEXT_PROXY_SILENT -> of(ProxyError.HTTP_RESPONSE_TIMEOUT, proxy + " did not answer.");
            case NEXT_PROXY_CLOSED -> of(ProxyError.HTTP_RESPONSE_INCOMPLETE, proxy + " closed the connection before it answered.");
        };
    }

    /**
     * The next proxy's own status goes on to the client, which may know what to do about it. Its 407 goes without the challenge,
     * which would ask the user for the credentials of another proxy and send them to this one: clients then say that they cannot
     * authenticate, and why is told here.
     */
    private static Failure refusedByNextProxy(Reach.Failed failed, String proxy, String server) {
        Optional<Integer> received = failed.answer().flatMap(answer -> answer.status().isPresent()
                ? Optional.of(answer.status().getAsInt()) : Optional.empty());
        boolean passed = received.isPresent() && received.get() >= 400 && received.get() < 600;
        String sentence = proxy + " refused to connect to " + server
                + received.map(status -> ": it answered with status " + status).orElse("") + ".";
        return new Failure(passed ? received.get() : 502,
                received.map(status -> "received-status=" + status + "; ").orElse("error=http_request_denied; ") + "details=" + quoted(sentence),
                sentence, List.of());
    }

    /** The answer, as a page where the client asked for one. */
    public Answer answer(boolean asPage) {
        Answer answer = asPage ? page() : Answer.text(status, Escape.text(sentence, DETAIL) + "\n\n" + HINT + "\n");
        answer = answer.with("Proxy-Status: helloscope; " + proxyStatus);
        for (String line : fields) {
            answer = answer.with(line);
        }
        return answer;
    }

    private Answer page() {
        Bytes page = Html.page("Helloscope: " + status, "<h1>The proxy could not do this</h1>\n<p>" + Html.text(sentence)
                + "</p>\n<p class=\"quiet\">This is an answer of the proxy Helloscope. <a href=\"http://helloscope.internal/\">"
                + "helloscope.internal</a> shows what failed lately and why.</p>\n");
        return Answer.page(status, page);
    }

    private static String shown(Destination destination) {
        String host = destination.host();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + " port " + destination.port();
    }

    /** A string of structured fields (RFC 8941 section 3.3.3). */
    private static String quoted(String raw) {
        String ascii = new String(Escape.text(raw, DETAIL).getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
        return "\"" + ascii.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
