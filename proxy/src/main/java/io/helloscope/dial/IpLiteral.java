package io.helloscope.dial;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Addresses written as text, in every way in which clients understand them: IPv6 with or without brackets and zone, and IPv4 as
 * inet_aton and the URL Standard read it (decimal, octal and hexadecimal numbers, one to four of them).
 */
final class IpLiteral {
    private static final int MOST_PARTS = 4;

    private IpLiteral() {
    }

    /** The address that this host is; empty where it is a name, or an address that is written wrongly. */
    static Optional<InetAddress> address(String host) {
        String bare = HostPattern.normal(host);
        if (bare.indexOf(':') >= 0) {
            int zone = bare.indexOf('%');
            byte[] bytes = NetUtil.createByteArrayFromIpAddressString(inHex(zone < 0 ? bare : bare.substring(0, zone)));
            return bytes == null ? Optional.empty() : Optional.of(of(bytes));
        }
        return endsInNumber(bare) ? ipv4(bare) : Optional.empty();
    }

    /** Whether this can only be meant as an address: no top-level domain is a number. */
    static boolean meantAsAddress(String host) {
        String bare = HostPattern.normal(host);
        return bare.indexOf(':') >= 0 || endsInNumber(bare);
    }

    /** An address of these 4 or 16 bytes; an IPv4-mapped one becomes IPv4. */
    static InetAddress of(byte... bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException(wrongLength);
        }
    }

    /** Netty reads an IPv4 address at the end (RFC 4291 section 2.2) after some prefixes only. */
    private static String inHex(String ipv6) {
        int colon = ipv6.lastIndexOf(':');
        byte[] tail = ipv6.indexOf('.') < 0 ? null : NetUtil.createByteArrayFromIpAddressString(ipv6.substring(colon + 1));
        if (tail == null || tail.length != 4) {
            return ipv6;
        }
        return ipv6.substring(0, colon + 1) + Integer.toHexString((tail[0] & 0xff) << 8 | tail[1] & 0xff) + ":"
                + Integer.toHexString((tail[2] & 0xff) << 8 | tail[3] & 0xff);
    }

    private static boolean endsInNumber(String host) {
        String last = host.substring(host.lastIndexOf('.') + 1);
        return !last.isEmpty() && (last.chars().allMatch(c -> c >= '0' && c <= '9') || number(last) >= 0);
    }

    private static Optional<InetAddress> ipv4(String host) {
        String[] parts = host.split("\\.", -1);
        if (parts.length > MOST_PARTS) {
            return Optional.empty();
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            long number = number(parts[i]);
            boolean last = i == parts.length - 1;
            // The last number fills all bytes that are left.
            long most = last ? (1L << 8 * (MOST_PARTS - i)) - 1 : 255;
            if (number < 0 || number > most) {
                return Optional.empty();
            }
            address = last ? address << 8 * (MOST_PARTS - i) | number : address << 8 | number;
        }
        return Optional.of(of((byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address));
    }

    /** A number with the prefix of its base; -1 where it is none, or far too large. */
    private static long number(String text) {
        boolean hex = text.startsWith("0x");
        String digits = hex ? text.substring(2) : text;
        int base = hex ? 16 : digits.length() > 1 && digits.startsWith("0") ? 8 : 10;
        if (digits.isEmpty()) {
            return hex ? 0 : -1;
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), base);
            if (digit < 0 || digits.charAt(i) > 'f') {
                return -1;
            }
            value = Math.min(value * base + digit, 1L << 40);
        }
        return value;
    }
}
