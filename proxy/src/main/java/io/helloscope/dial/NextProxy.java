package io.helloscope.dial;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A proxy through which some destinations are reached.
 *
 * @param kind what it speaks
 * @param host its name or address, without brackets
 * @param port 1..65535
 * @param credentials what it is told, where it wants any
 */
public record NextProxy(Kind kind, String host, int port, Optional<Credentials> credentials) {
    /** What a next proxy speaks. */
    public enum Kind {
        /** HTTP/1.1 CONNECT in the clear. */
        HTTP(3128),
        /** SOCKS5 (RFC 1928). Names are resolved by the proxy. */
        SOCKS5(1080);

        private final int usualPort;

        Kind(int usualPort) {
            this.usualPort = usualPort;
        }
    }

    private static final String EXPECTED = " (expected: http://[user:password@]host:port, socks5://[user:password@]host:port, or direct)";

    /**
     * The proxy that is written so, such as {@code http://user:password@proxy.example:3128}; special characters of the credentials
     * are percent-encoded.
     *
     * @throws IllegalArgumentException where it is none; the message is for people and shows no password
     */
    public static NextProxy parse(String written) {
        URI uri;
        try {
            uri = new URI(written.strip());
        } catch (URISyntaxException bad) {
            throw new IllegalArgumentException(shown(written) + EXPECTED);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        Kind kind = switch (scheme) {
            case "http" -> Kind.HTTP;
            case "socks5", "socks5h", "socks" -> Kind.SOCKS5;
            default -> throw new IllegalArgumentException(shown(written) + EXPECTED);
        };
        boolean more = uri.getRawQuery() != null || uri.getRawFragment() != null
                || !(uri.getRawPath() == null || uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
        int port = uri.getPort() == -1 ? kind.usualPort : uri.getPort();
        if (uri.getHost() == null || more || port < 1 || port > 65535) {
            throw new IllegalArgumentException(shown(written) + EXPECTED);
        }
        return new NextProxy(kind, HostPattern.normal(uri.getHost()), port,
                Optional.ofNullable(uri.getRawUserInfo()).map(NextProxy::credentials));
    }

    private static Credentials credentials(String userInfo) {
        int colon = userInfo.indexOf(':');
        return colon < 0 ? new Credentials(decoded(userInfo), "")
                : new Credentials(decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1)));
    }

    private static String decoded(String part) {
        // URLDecoder is for forms, where a plus is a space.
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String shown(String written) {
        int at = written.lastIndexOf('@');
        return at < 0 ? written : "...@" + written.substring(at + 1);
    }

    /** The same with other credentials, such as those of a file. */
    public NextProxy with(Credentials others) {
        return new NextProxy(kind, host, port, Optional.of(others));
    }

    /** Host and port, for people and reports, behind {@code socks5://} where it speaks SOCKS; no credentials. */
    public String address() {
        return (kind == Kind.SOCKS5 ? "socks5://" : "") + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
