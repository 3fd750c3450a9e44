package io.helloscope.frontend.http;

import java.util.Locale;
import java.util.Optional;

/**
 * Reads requests' heads strictly: what one reader takes for a line, a field or a length and another does not is how requests are
 * smuggled past proxies (RFC 9112 section 11.2). Of a CONNECT only the fields that are meant for proxies are kept: the others can be
 * a user's own.
 */
final class RequestReader extends HeadReader<RequestHead> {
    private String method = "";
    private String target = "";
    private int minor;

    RequestReader(int most, int mostFields) {
        super(most, mostFields);
    }

    @Override
    boolean lenient() {
        return false;
    }

    @Override
    Optional<Progress.Malformed<RequestHead>> firstLine(String line) {
        int afterMethod = line.indexOf(' ');
        int beforeVersion = line.lastIndexOf(' ');
        String version = line.substring(beforeVersion + 1);
        if (afterMethod <= 0 || afterMethod == beforeVersion || !version.startsWith("HTTP/")) {
            return Optional.of(new Progress.Malformed<>(400, "This is no HTTP request.", false));
        }
        method = line.substring(0, afterMethod);
        target = line.substring(afterMethod + 1, beforeVersion);
        if (!version.matches("HTTP/[0-9]\\.[0-9]")) {
            return Optional.of(malformed(400, "The request's HTTP version is none."));
        }
        if (version.charAt(5) != '1') {
            return Optional.of(malformed(505, "This proxy speaks HTTP/1.1 only, and the request is of another version."));
        }
        minor = version.charAt(7) - '0';
        boolean strange = target.isEmpty() || target.chars().anyMatch(c -> c == ' ' || c == '\t' || c == '#');
        if (!isToken(method) || strange) {
            return Optional.of(malformed(400, "The request's first line is not METHOD TARGET HTTP/1.1."));
        }
        return Optional.empty();
    }

    @Override
    boolean keeps(String name) {
        if (!method.equals("CONNECT")) {
            return true;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals("user-agent") || lower.equals("via") || lower.startsWith("proxy-");
    }

    @Override
    RequestHead head(Fields fields) {
        return new RequestHead(method, target, minor, fields);
    }
}
