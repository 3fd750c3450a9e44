package io.helloscope.frontend.http;

import io.helloscope.observe.Destination;
import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.Optional;

/** Host and port as requests write them (RFC 3986 section 3.2). */
final class Authority {
    private static final int LONGEST_HOST = 255;
    private static final String OTHER_HOST_CHARACTERS = "-._~!$&'()*+,;=%";

    private Authority() {
    }

    /** Of CONNECT, whose port must be there (RFC 9112 section 3.2.3). */
    static Optional<Destination> withPort(String text) {
        return parse(text, 0);
    }

    /** The destination; a port that is absent or empty is this one. Empty where it is not written rightly. */
    static Optional<Destination> parse(String text, int usualPort) {
        int afterHost = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':') < 0 ? text.length() : text.indexOf(':');
        String host = text.substring(0, Math.max(0, afterHost));
        String rest = text.substring(Math.max(0, afterHost));
        if (!rest.isEmpty() && rest.charAt(0) != ':') {
            return Optional.empty();
        }
        int port = rest.length() <= 1 ? usualPort : port(rest.substring(1));
        Optional<String> name = host(host);
        return port < 1 ? Optional.empty() : name.map(known -> new Destination(known, port));
    }

    private static int port(String digits) {
        if (digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        int port = Integer.parseInt(digits);
        return port > 65_535 ? 0 : port;
    }

    private static Optional<String> host(String host) {
        if (host.startsWith("[")) {
            String address = host.substring(1, host.length() - 1);
            return NetUtil.isValidIpV6Address(address) ? Optional.of(address.toLowerCase(Locale.ROOT)) : Optional.empty();
        }
        boolean right = !host.isEmpty() && host.length() <= LONGEST_HOST && host.chars().allMatch(Authority::allowed);
        return right ? Optional.of(host.toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    private static boolean allowed(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || OTHER_HOST_CHARACTERS.indexOf(c) >= 0;
    }

    /** As a Host field has it: in brackets where it is an IPv6 address, without the usual port. */
    static String text(Destination destination, int usualPort) {
        String host = destination.host().indexOf(':') >= 0 ? "[" + destination.host() + "]" : destination.host();
        return destination.port() == usualPort ? host : host + ":" + destination.port();
    }
}
