package io.helloscope.report;

import io.helloscope.observe.Connection;

/** Who wanted to reach what: one client program and one host and port. */
record Target(String clientIp, String userAgent, String host, int port) {
    static Target of(Connection connection) {
        return new Target(connection.client().ip(), connection.client().userAgent().orElse(""), connection.destination().host(),
                connection.destination().port());
    }

    Target withPort(int other) {
        return new Target(clientIp, userAgent, host, other);
    }
}
