package io.helloscope.web;

import java.time.Instant;
import java.util.List;

/**
 * What the pages say of this program.
 *
 * @param version its version
 * @param startedAt when it was started
 * @param proxyListen where the proxy listens, such as {@code 127.0.0.1:3128}
 * @param settings what it runs with
 */
public record About(String version, Instant startedAt, List<String> proxyListen, SettingsInForce settings) {
    public About {
        proxyListen = List.copyOf(proxyListen);
    }
}
