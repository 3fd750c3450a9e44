package io.helloscope.frontend.http;

import io.helloscope.observe.Destination;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Locale;
import java.util.Optional;

/** What a request is for (RFC 9112 section 3.2). */
sealed interface Target {
    /** A tunnel. */
    record Tunnel(Destination destination) implements Target {
    }

    /**
     * A resource of a server.
     *
     * @param destination the server
     * @param path with query; {@code *} for the server as such
     */
    record Resource(Destination destination, String path) implements Target {
    }

    /** This proxy itself. */
    record Own(String path) implements Target {
    }

    /**
     * None.
     *
     * @param destination as far as it can be told
     * @param why a sentence
     */
    record Wrong(Optional<Destination> destination, String why) implements Target {
    }

    int HTTP_PORT = 80;

    /** Reads it. */
    static Target of(HttpMethod method, String text) {
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f || c >= 0x80)) {
            return new Wrong(Optional.empty(), "The request's target has characters that no address has.");
        }
        if (method.equals(HttpMethod.CONNECT)) {
            return Authority.withPort(text).<Target>map(Tunnel::new).orElseGet(() -> new Wrong(Optional.empty(),
                    "CONNECT is for host:port, such as example.com:443 or [::1]:443, and not for this."));
        }
        if (text.startsWith("/") || text.equals("*")) {
            return new Own(text);
        }
        int colon = text.indexOf("://");
        if (colon < 1) {
            return new Wrong(Optional.empty(), "The request's target is no address of a server (expected: http://host/...).");
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = text.substring(colon + 3);
        return switch (scheme) {
            case "http", "ws" -> resource(method, rest);
            case "https", "wss" -> new Wrong(server(rest, 443), scheme + ":// asked for in the clear: this proxy never decrypts, so it"
                    + " sets up no TLS for clients. Let the client open a tunnel with CONNECT, as browsers do.");
            default -> new Wrong(Optional.empty(), "This proxy speaks http only (expected: http://, or CONNECT for anything else).");
        };
    }

    private static Target resource(HttpMethod method, String rest) {
        String asked = rest.substring(endOfAuthority(rest));
        if (asked.indexOf('#') >= 0) {
            return new Wrong(server(rest, HTTP_PORT), "The request's target has a fragment, which never leaves a client.");
        }
        if (asked.isEmpty()) {
            asked = method.equals(HttpMethod.OPTIONS) ? "*" : "/";
        } else if (asked.startsWith("?")) {
            asked = "/" + asked;
        }
        String known = encoded(asked);
        return server(rest, HTTP_PORT).<Target>map(server -> new Resource(server, known)).orElseGet(() -> new Wrong(Optional.empty(),
                "The request's target names no server rightly (expected: http://host/... or http://host:port/..., without a user)."));
    }

    /** Some clients send bytes beyond ASCII as they are; they go on as what they stand for. */
    private static String encoded(String path) {
        StringBuilder encoded = new StringBuilder(path.length());
        path.chars().forEach(c -> {
            if (c < 0x80) {
                encoded.append((char) c);
            } else {
                encoded.append("%%%02X".formatted(c & 0xff));
            }
        });
        return encoded.toString();
    }

    private static Optional<Destination> server(String rest, int usualPort) {
        return Authority.parse(rest.substring(0, endOfAuthority(rest)), usualPort);
    }

    private static int endOfAuthority(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if ("/?#".indexOf(rest.charAt(i)) >= 0) {
                return i;
            }
        }
        return rest.length();
    }
}
