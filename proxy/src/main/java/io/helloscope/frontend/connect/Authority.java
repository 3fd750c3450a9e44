package io.helloscope.frontend.connect;

import io.helloscope.observe.Destination;
import java.util.Locale;
import java.util.Optional;

/** Host and port as requests name them (RFC 3986 section 3.2, without user information). */
public final class Authority {
    private static final int LONGEST_HOST = 255;
    private static final int MOST_PORT_DIGITS = 5;

    private Authority() {
    }

    /** The destination of {@code host:port}, {@code [ipv6]:port}; empty where it is none, or has no port. */
    public static Optional<Destination> parse(String text) {
        return parse(text, 0);
    }

    /**
     * The same where the port may be left out.
     *
     * @param usualPort where it is left out or empty; 0: it may not be
     */
    public static Optional<Destination> parse(String text, int usualPort) {
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':') < 0 ? text.length() : text.indexOf(':');
        String rest = text.substring(end);
        boolean noPort = rest.isEmpty() || rest.equals(":");
        if (end == 0 || !noPort && !rest.startsWith(":")) {
            return Optional.empty();
        }
        int port = noPort ? usualPort : port(rest.substring(1));
        boolean bracketed = text.startsWith("[");
        String host = normal(bracketed ? text.substring(1, end - 1) : text.substring(0, end));
        boolean fits = bracketed ? host.indexOf(':') >= 0 && host.chars().allMatch(Authority::ofIpv6) : host.chars().allMatch(Authority::ofName);
        return port > 0 && fits && !host.isEmpty() && host.length() <= LONGEST_HOST ? Optional.of(new Destination(host, port)) : Optional.empty();
    }

    /** A host as destinations have it: lower case, without final dot. */
    public static String normal(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** As written in a request; the port is left out where it is the usual one. */
    public static String write(Destination destination, int usualPort) {
        String host = destination.host().indexOf(':') >= 0 ? "[" + destination.host() + "]" : destination.host();
        return destination.port() == usualPort ? host : host + ":" + destination.port();
    }

    /** 1..65535; 0 where it is none. */
    private static int port(String digits) {
        if (digits.length() > MOST_PORT_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        int port = Integer.parseInt(digits);
        return port <= 65_535 ? port : 0;
    }

    private static boolean ofName(int c) {
        return c > ' ' && c < 0x7f && "\"#%/:<>?@[\\]^`{|}".indexOf(c) < 0;
    }

    private static boolean ofIpv6(int c) {
        return c == ':' || c == '.' || c == '%' || c == '-' || c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z';
    }
}
