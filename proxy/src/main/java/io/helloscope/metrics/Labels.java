package io.helloscope.metrics;

import io.helloscope.bytes.Bytes;
import io.helloscope.tls.AlertDescription;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Label values from closed sets: a registered name as it is, everything else {@code other} or {@code grease}. */
final class Labels {
    private static final String OTHER = "other";
    private static final String GREASE = "grease";
    private static final Set<String> ALPN = Set.of("h2", "http/1.1", "http/1.0", "h3", "acme-tls/1", "imap", "pop3", "smtp", "ftp", "postgresql", "mqtt",
            "xmpp-client", "dot");

    private static final Set<String> PROTOCOLS = Set.of("http", "h2c", "ssh", "smtp", "ftp", "imap", "pop3", "mysql", "postgresql", "redis", "vnc",
            "rdp", "telnet", "mqtt", "ldap", "xmpp", "amqp", "memcached", "mongodb", "irc", "nntp", "rsync", "sip", "rtsp", "git", "socks");

    private Labels() {
    }

    static String version(ProtocolVersion version) {
        return version.isKnown() ? version.ecsProtocol().orElse("tls") + " " + version.ecsVersion().orElse(OTHER) : version.isDraft13() ? "tls 1.3 draft" : OTHER;
    }

    static String cipher(CipherSuite cipher) {
        return cipher.isGrease() ? GREASE : registered(cipher.name());
    }

    static String group(NamedGroup group) {
        return group.isGrease() ? GREASE : registered(group.name());
    }

    static String alert(AlertDescription alert) {
        return registered(alert.name());
    }

    static String alpn(Bytes protocol) {
        String name = new String(protocol.first(32).toArray(), StandardCharsets.US_ASCII);
        return ALPN.contains(name) ? name : OTHER;
    }

    static String protocol(String name) {
        return PROTOCOLS.contains(name) ? name : OTHER;
    }

    /** Numbers without a registered name are shown as "0x1a2b" or "unknown (199)". */
    private static String registered(String name) {
        return name.startsWith("0x") || name.startsWith("unknown") ? OTHER : name;
    }
}
