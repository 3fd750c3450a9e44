package io.helloscope.diagnose;

import io.helloscope.observe.Reach;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Commands that ask one server, safe to be pasted into a shell: whatever a client wrote in place of a host name stays one word.
 *
 * @param host for a person; an IPv6 address without brackets
 * @param port its port
 * @param name for the server name extension; empty where the client asked for an address
 * @param proxy host and port of the proxy on the way, behind {@code socks5://} where it speaks SOCKS
 */
record Commands(String host, int port, Optional<String> name, Optional<String> proxy) {
    private static final String SOCKS = "socks5://";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/@=,-]+");
    private static final Pattern HOST = Pattern.compile("[^\\p{Cntrl}\\s\\p{Cf}]{1,253}");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F.]*:[0-9a-fA-F:.%]*");

    /** Those for this connection; empty where its host is nothing that a command line should carry. */
    static Optional<Commands> of(Case seen) {
        String host = seen.connection().destination().host();
        if (!HOST.matcher(host).matches() || host.startsWith("-")) {
            return Optional.empty();
        }
        Optional<String> name = seen.clientHello().flatMap(hello -> hello.serverName()).filter(sni -> HOST.matcher(sni).matches())
                .or(() -> Optional.of(host)).filter(sni -> !ADDRESS.matcher(sni).matches() && !sni.startsWith("-"));
        return Optional.of(new Commands(host, seen.connection().destination().port(), name, proxy(seen.connection().reach())));
    }

    private static Optional<String> proxy(Reach reach) {
        if (reach instanceof Reach.Connected way) {
            return way.nextProxy();
        }
        return reach instanceof Reach.Failed failed ? failed.nextProxy() : Optional.empty();
    }

    /** curl on the way that the connection took, whatever the environment says of proxies. */
    String curl(String scheme, String... options) {
        String more = options.length == 0 ? "" : String.join(" ", options) + " ";
        return "curl -v -g " + curlsWay() + " --max-time 20 " + more + quoted(scheme + "://" + authority() + (scheme.startsWith("http") ? "/" : ""));
    }

    private String curlsWay() {
        return proxy.map(way -> "--noproxy '' --proxytunnel --proxy " + quoted(way.startsWith(SOCKS) ? "socks5h://" + way.substring(SOCKS.length())
                : "http://" + way)).orElse("--noproxy '*'");
    }

    /** Whether OpenSSL can go the way: it knows no SOCKS. */
    boolean opensslReaches() {
        return proxy.filter(way -> way.startsWith(SOCKS)).isEmpty();
    }

    /** Whether nothing but the network is between. */
    boolean direct() {
        return proxy.isEmpty();
    }

    /** A handshake by OpenSSL, which ends by itself. */
    String openssl(String... options) {
        String more = options.length == 0 ? "" : " " + String.join(" ", options);
        return "openssl s_client" + proxy.map(way -> " -proxy " + quoted(way)).orElse("") + " -connect " + quoted(authority()) + name.map(sni -> " -servername " + quoted(sni)).orElse(" -noservername") + more
                + " </dev/null";
    }

    String ping(int size) {
        return "ping -c 3 -M do -s " + size + " " + quoted(host);
    }

    private String authority() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** One word of a POSIX shell: within single quotes nothing has a meaning but their end. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
