package io.helloscope.dial;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * Which hosts a rule is about: a name ({@code example.com}), a name with wildcards ({@code *.example.com}, {@code lab-*.test},
 * {@code *}; a star stands for any characters, dots too), an address ({@code 10.0.0.1}, {@code fd00::1}) or a network
 * ({@code 10.0.0.0/8}).
 */
public final class HostPattern {
    private final String text;
    private final Optional<Network> network;

    private HostPattern(String text, Optional<Network> network) {
        this.text = text;
        this.network = network;
    }

    /**
     * The pattern that is written so.
     *
     * @throws IllegalArgumentException where it is none; the message is for people
     */
    public static HostPattern parse(String written) {
        String text = normal(written.strip());
        if (text.indexOf('/') >= 0) {
            return new HostPattern(text, Optional.of(Network.parse(text)));
        }
        Optional<InetAddress> address = IpLiteral.address(text);
        if (address.isPresent()) {
            return new HostPattern(text, Optional.of(Network.of(address.get())));
        }
        if (text.isEmpty() || !text.chars().allMatch(HostPattern::allowed)) {
            throw new IllegalArgumentException(
                    written + " (expected: a host name, *.example.com, *, an address, or a network such as 10.0.0.0/8)");
        }
        return new HostPattern(text, Optional.empty());
    }

    /** Whether this host, a name or an address, is one of those. */
    public boolean matches(String host) {
        String normal = normal(host);
        if (network.isPresent()) {
            return IpLiteral.address(normal).filter(this::matches).isPresent();
        }
        return glob(text, normal);
    }

    /** Whether this address is one of those; never where the pattern is a name. */
    boolean matches(InetAddress address) {
        return network.isPresent() && network.get().contains(address);
    }

    /** Whether it has no wildcard. */
    boolean exact() {
        return text.indexOf('*') < 0;
    }

    /** A host in lower case, without brackets and final dot. */
    static String normal(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        if (lower.startsWith("[") && lower.endsWith("]")) {
            return lower.substring(1, lower.length() - 1);
        }
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static boolean allowed(int c) {
        return c == '*' || c == '.' || c == '-' || c == '_' || Character.isLetterOrDigit(c);
    }

    /** Linear but for one step back: the last star takes a character more each time the rest does not fit. */
    private static boolean glob(String pattern, String host) {
        int p = 0;
        int h = 0;
        int star = -1;
        int afterStar = 0;
        while (h < host.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                afterStar = h;
            } else if (p < pattern.length() && pattern.charAt(p) == host.charAt(h)) {
                p++;
                h++;
            } else if (star >= 0) {
                p = star + 1;
                h = ++afterStar;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostPattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As written, in lower case. */
    @Override
    public String toString() {
        return text;
    }
}
