package io.helloscope.observe;

import io.helloscope.bytes.Bytes;
import java.util.Locale;

/** What two sides said in the clear before TLS began in the same stream. */
final class Upgrade {
    /** Length of MySQL's request for TLS: it is followed by the hello without an answer in between. */
    static final int MYSQL_REQUEST = 36;

    private static final int MYSQL_CLIENT_SSL = 0x08;
    private static final Bytes POSTGRESQL_REQUEST = Bytes.ofHex("0000000804d2162f");
    private static final Bytes MYSQL_HEADER = Bytes.ofHex("20000001");
    private static final Bytes TPKT = Bytes.ofHex("0300");
    /** The extended operation of RFC 4511 section 4.14. */
    private static final String LDAP_STARTTLS = "1.3.6.1.4.1.1466.20037";

    private Upgrade() {
    }

    /** Whether the client's first bytes are MySQL's request for TLS and end here. */
    static boolean mysqlRequestEndsAt(long passed, byte[] first, int kept) {
        return passed == MYSQL_REQUEST && kept == MYSQL_REQUEST && isMysqlRequest(Bytes.copyOf(first, 0, kept));
    }

    private static boolean isMysqlRequest(Bytes client) {
        return client.startsWith(MYSQL_HEADER) && client.length() >= MYSQL_REQUEST && (client.at(5) & MYSQL_CLIENT_SSL) != 0;
    }

    /** The protocol that led to TLS, as the observation names it. */
    static String name(Bytes client, Bytes server) {
        String binary = binary(client, server);
        return binary.isEmpty() ? text(client.latin1().toUpperCase(Locale.ROOT), server.latin1().toUpperCase(Locale.ROOT)) : binary;
    }

    private static String binary(Bytes client, Bytes server) {
        int first = client.isEmpty() ? -1 : client.at(0);
        if (client.startsWith(POSTGRESQL_REQUEST)) {
            return "postgresql";
        } else if (isMysqlRequest(client)) {
            return "mysql";
        } else if (first == 5 && server.length() > 0 && server.at(0) == 5 || first == 4 && server.length() > 0 && server.at(0) == 0) {
            return "socks";
        } else if (client.startsWith(TPKT)) {
            return "rdp";
        }
        return first == 0x30 && client.latin1().contains(LDAP_STARTTLS) ? "ldap" : "";
    }

    private static String text(String client, String server) {
        if (client.startsWith("CONNECT ")) {
            return "http-connect";
        } else if (client.contains("UPGRADE: TLS")) {
            return "http-upgrade";
        } else if (client.contains("AUTH TLS") || client.contains("AUTH SSL")) {
            return "ftp";
        } else if (client.contains("STLS") && server.startsWith("+OK")) {
            return "pop3";
        }
        return client.contains("STARTTLS") ? startTls(client, server) : "other";
    }

    private static String startTls(String client, String server) {
        if (client.contains("<STREAM:STREAM") || server.contains("<STREAM:STREAM")) {
            return "xmpp";
        } else if (server.startsWith("* ")) {
            return "imap";
        } else if (server.startsWith("220")) {
            return "smtp";
        } else if (server.startsWith("200") || server.startsWith("201")) {
            return "nntp";
        }
        return server.startsWith("\"IMPLEMENTATION\"") ? "sieve" : "other";
    }
}
