package io.helloscope.metrics;

import io.helloscope.bytes.Bytes;
import io.helloscope.tls.AlertDescription;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/** Label values from closed sets: a registered name as it is, everything else {@code other} or {@code grease}. */
final class Labels {
    static final String OTHER = "other";
    private static final String GREASE = "grease";
    /** How numbers without a registered name are shown: {@code 0x1a2b}, {@code unknown (199)}. */
    private static final Pattern NUMBER = Pattern.compile("0x[0-9a-f]+|unknown \\(\\d+\\)");
    /** What we call our own bounds. */
    private static final Pattern OURS = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+){0,7}");
    private static final int LONGEST = 40;

    private static final Set<String> ALPN = Set.of("h2", "http/1.1");

    /** What answers in place of TLS, as far as the tables that come with the program name it. */
    private static final Set<String> PROTOCOLS = Set.of("amqp", "asterisk", "beanstalkd", "bittorrent", "cassandra", "chargen", "clamav", "cvs",
            "daytime", "dict", "freeswitch", "ftp", "git", "h2c", "http", "icap", "imap", "irc", "jdwp", "ldap", "memcached", "mongodb", "mqtt",
            "mssql", "mysql", "nats", "nntp", "openwire", "oracle", "pop3", "postgresql", "printer", "proxy-protocol", "rdp", "redis", "rsync",
            "rtsp", "sieve", "sip", "smb", "smtp", "socks", "ssh", "stomp", "svn", "teamspeak", "telnet", "vnc", "x11", "xmpp", "zabbix");

    private Labels() {
    }

    static String version(ProtocolVersion version) {
        return version.ecsVersion().map(number -> version.ecsProtocol().orElse("tls") + " " + number).orElse(OTHER);
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
        String name = new String(protocol.first(LONGEST).toArray(), StandardCharsets.ISO_8859_1);
        return ALPN.contains(name) ? name : OTHER;
    }

    static String protocol(String name) {
        return PROTOCOLS.contains(name) ? name : OTHER;
    }

    /** A name of ours, which cannot be anything else by mistake. */
    static String bound(String name) {
        return name.length() <= LONGEST && OURS.matcher(name).matches() ? name : OTHER;
    }

    private static String registered(String name) {
        return NUMBER.matcher(name).matches() ? OTHER : name;
    }
}
