package io.helloscope.web;

import io.helloscope.access.Passwords;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the dashboard listens and who may use it.
 *
 * @param listen its address; port 0 takes any free one
 * @param allowedHosts further names by which browsers may call it, lower case, without port
 * @param passwords names and hashed passwords, asked for where they are given
 * @param token a secret that programs send as bearer token, and people as the password of any name; 16 characters or more
 */
public record WebSettings(InetSocketAddress listen, Set<String> allowedHosts, Optional<Passwords> passwords, Optional<String> token) {
    /** Loopback, no password. */
    public static final WebSettings DEFAULTS =
            new WebSettings(address("127.0.0.1:3129"), Set.of(), Optional.empty(), Optional.empty());

    private static final int LEAST_TOKEN = 16;

    public WebSettings {
        allowedHosts = allowedHosts.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        for (String name : allowedHosts) {
            if (!name.matches("[a-z0-9._-]{1,253}|[0-9a-f:.]{2,45}")) {
                throw new IllegalArgumentException("\"" + name + "\" is no host name (expected: a name or address without port, such as scope.example.org)");
            }
        }
        if (token.isPresent() && token.get().length() < LEAST_TOKEN) {
            throw new IllegalArgumentException("token: " + token.get().length() + " characters (expected: " + LEAST_TOKEN + " or more)");
        }
        if (!listen.getAddress().isLoopbackAddress() && passwords.isEmpty() && token.isEmpty()) {
            throw new IllegalArgumentException(
                    listen.getAddress().getHostAddress() + " is reachable from other machines, so a password-file or a token must be set too"
                            + " (or listen on 127.0.0.1)");
        }
    }

    /** Whether requests must carry credentials. */
    boolean asksForCredentials() {
        return passwords.isPresent() || token.isPresent();
    }

    /** An address as written in settings: {@code 127.0.0.1:3129}, {@code [::1]:3129}, {@code localhost:3129}. */
    public static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isEmpty() || !text.substring(colon + 1).matches("[0-9]{1,5}") || host.contains(":") && !bracketed) {
            throw new IllegalArgumentException("\"" + text + "\" is no address to listen on (expected: HOST:PORT, such as 127.0.0.1:3129 or [::1]:3129)");
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0..65535)");
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(bracketed ? host.substring(1, host.length() - 1) : host), port);
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("\"" + host + "\" is no address of this machine (expected: HOST:PORT, such as 127.0.0.1:3129)");
        }
    }
}
