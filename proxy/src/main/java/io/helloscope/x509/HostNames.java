package io.helloscope.x509;

import io.helloscope.bytes.Bytes;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether a certificate stands for a host, by the rules that browsers share (RFC 9525 section 6). */
final class HostNames {
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    private HostNames() {
    }

    static boolean matches(CertificateFacts certificate, String host) {
        Optional<Bytes> address = address(host);
        if (address.isPresent()) {
            return certificate.ipAddresses().contains(address.get());
        }
        String name = normal(host);
        return !name.isEmpty() && certificate.dnsNames().stream().anyMatch(pattern -> matches(pattern.toLowerCase(Locale.ROOT), name));
    }

    private static boolean matches(String pattern, String name) {
        String absolute = withoutDot(pattern);
        if (!absolute.startsWith("*.")) {
            return absolute.equals(name);
        }
        String parent = absolute.substring(1);
        // A star stands for one whole label, and never for all names of a top-level domain.
        int firstDot = name.indexOf('.');
        return parent.indexOf('.', 1) > 0 && firstDot > 0 && name.substring(firstDot).equals(parent);
    }

    /** Lower case, without the dot at the end, letters beyond ASCII as A-labels. */
    static String normal(String host) {
        String name = withoutDot(host).toLowerCase(Locale.ROOT);
        try {
            return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            // Too long a label or the like: such a name matches only itself.
            return name;
        }
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** The bytes of an IP address as text, with or without brackets and zone; never asks a resolver. */
    static Optional<Bytes> address(String host) {
        if (host.indexOf(':') >= 0) {
            return ipv6(host);
        }
        var matcher = IPV4.matcher(host);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < bytes.length; i++) {
            int value = Integer.parseInt(matcher.group(i + 1));
            if (value > 255) {
                return Optional.empty();
            }
            bytes[i] = (byte) value;
        }
        return Optional.of(Bytes.of(bytes));
    }

    private static Optional<Bytes> ipv6(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        int zone = bare.indexOf('%');
        try {
            // Brackets make the platform take it as an address or fail, without a look-up.
            return Optional.of(Bytes.of(InetAddress.getByName("[" + (zone < 0 ? bare : bare.substring(0, zone)) + "]").getAddress()));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
