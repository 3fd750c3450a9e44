package io.helloscope.cli;

import io.helloscope.observe.Destination;
import java.net.IDN;
import java.util.Locale;

/** The address of a check as people write it: a URL, or a host with or without a port. */
final class CheckedAddress {
    private static final int HTTPS = 443;
    private static final String EXPECTED = " (expected: https://host[:port]/ or host[:port]; an IPv6 address stands in brackets)";

    private CheckedAddress() {
    }

    /**
     * Reads it; what is behind the host is of no interest.
     *
     * @throws IllegalArgumentException where it is none; the message is for people
     */
    static Destination parse(String written) {
        String url = written.strip();
        int scheme = url.indexOf("://");
        if (scheme < 0) {
            url = "https://" + url;
        } else if (!url.substring(0, scheme).equalsIgnoreCase("https") && !url.substring(0, scheme).equalsIgnoreCase("wss")) {
            throw new IllegalArgumentException(written + ": a check is about TLS" + EXPECTED);
        }
        return authority(written, url.substring(url.indexOf("://") + 3).split("[/?#]", 2)[0]);
    }

    /** Not by java.net.URI, which knows no host with an underscore. */
    private static Destination authority(String written, String text) {
        String authority = text.substring(text.lastIndexOf('@') + 1);
        int bracket = authority.lastIndexOf(']');
        int colon = authority.indexOf(':', Math.max(0, bracket));
        String host = (colon < 0 ? authority : authority.substring(0, colon)).toLowerCase(Locale.ROOT);
        String port = colon < 0 ? String.valueOf(HTTPS) : authority.substring(colon + 1);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || c == 0x7f) || !bracketed && host.matches(".*[\\[\\]:%].*")
                || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException(written + EXPECTED);
        }
        return new Destination(bracketed ? host.substring(1, host.length() - 1) : IDN.toASCII(host), Integer.parseInt(port));
    }
}
