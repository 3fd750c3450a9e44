package io.helloscope.diagnose;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Commands that ask one server, safe to be pasted into a shell: whatever a client wrote in place of a host name stays one word.
 *
 * @param host for a person; an IPv6 address without brackets
 * @param port its port
 * @param name for the server name extension; empty where the client asked for an address
 */
record Commands(String host, int port, Optional<String> name) {
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
        return Optional.of(new Commands(host, seen.connection().destination().port(), name));
    }

    /** curl, past every proxy. */
    String curl(String scheme, String... options) {
        String more = options.length == 0 ? "" : String.join(" ", options) + " ";
        return "curl -v -g --noproxy '*' --max-time 20 " + more + quoted(scheme + "://" + authority() + (scheme.startsWith("http") ? "/" : ""));
    }

    /** A handshake by OpenSSL, which ends by itself. */
    String openssl(String... options) {
        String more = options.length == 0 ? "" : " " + String.join(" ", options);
        return "openssl s_client -connect " + quoted(authority()) + name.map(sni -> " -servername " + quoted(sni)).orElse(" -noservername") + more
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
