package io.helloscope.report;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Client;
import io.helloscope.observe.Destination;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One plain http exchange that a server answered.
 *
 * @param at when it was answered
 * @param client who asked
 * @param destination whom
 * @param path path and query, kept only for destinations of captive-portal checks, else empty
 * @param status of the answer
 * @param location field of a redirect
 * @param bodyStart the first bytes of the body, kept only for captive-portal checks
 */
public record HttpExchange(Instant at, Client client, Destination destination, String path, int status, Optional<String> location,
        Bytes bodyStart) {
    /** Whether the answer only sends the client to the same host's https, which then has to work all the same. */
    boolean leadsToHttps() {
        return status >= 300 && status < 400 && location.map(to -> to.toLowerCase(Locale.ROOT)).filter(to -> {
            String prefix = "https://" + destination.host();
            return to.startsWith(prefix) && (to.length() == prefix.length() || "/:?#".indexOf(to.charAt(prefix.length())) >= 0);
        }).isPresent();
    }
}
