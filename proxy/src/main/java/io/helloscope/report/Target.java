package io.helloscope.report;

import io.helloscope.observe.Client;
import io.helloscope.observe.Connection;

/** Who wanted to reach what: one client program and one host and port. */
record Target(String clientIp, String userAgent, String host, int port) {
    /** Targets are remembered by the ten thousand: what a client may write at will is kept short. */
    private static final int LONGEST_AGENT = 256;

    static Target of(Connection connection) {
        return of(connection.client(), connection.destination().host(), connection.destination().port());
    }

    static Target of(Client client, String host, int port) {
        return new Target(client.ip(), client.userAgent().map(Target::shortened).orElse(""), host, port);
    }

    private static String shortened(String agent) {
        return agent.length() <= LONGEST_AGENT ? agent : agent.substring(0, LONGEST_AGENT) + "#" + agent.hashCode();
    }

    Target withPort(int other) {
        return new Target(clientIp, userAgent, host, other);
    }
}
