package io.helloscope.web;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;

/**
 * By which names a browser may call the dashboard. A page of another origin can make its own name point to loopback (DNS
 * rebinding), but it cannot make the browser send another Host field than that name.
 */
final class AllowedHosts {
    private final InetAddress listen;
    private final Set<String> names;

    AllowedHosts(WebSettings settings) {
        this.listen = settings.listen().getAddress();
        this.names = settings.allowedHosts();
    }

    /** Whether this Host field, with or without port, is one of ours. */
    boolean allows(String authority) {
        String host = host(authority.toLowerCase(Locale.ROOT));
        if (host.equals("localhost") || host.endsWith(".localhost") || names.contains(host)) {
            return true;
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        if (address == null) {
            return false;
        }
        try {
            InetAddress literal = InetAddress.getByAddress(address);
            // A literal cannot be rebound; a listener on every address cannot know by which one it is called.
            return literal.isLoopbackAddress() || listen.isAnyLocalAddress() || literal.equals(listen);
        } catch (java.net.UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String host(String authority) {
        if (authority.startsWith("[")) {
            int end = authority.indexOf(']');
            return end < 0 ? "" : authority.substring(1, end);
        }
        int colon = authority.indexOf(':');
        return colon < 0 ? authority : authority.substring(0, colon);
    }
}
