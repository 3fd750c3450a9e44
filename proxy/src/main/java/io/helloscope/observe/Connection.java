package io.helloscope.observe;

import java.time.Instant;
import java.util.Optional;

/**
 * All that is known of one connection: who asked for what, how the way there went, what was seen.
 *
 * @param id sortable unique id
 * @param openedAt when the client asked
 * @param openedNanos the same on the observer's clock
 * @param arrival how the client asked
 * @param client who
 * @param destination where to; host empty and port 0 are not allowed: use the proxy's own address where the client named none
 * @param reach how the way there went
 * @param observation what was seen in the tunnel
 * @param unacknowledged what TCP told on a stalled or reset handshake, where the transport gives it
 * @param endedNanos when it ended; absent while it is open
 */
public record Connection(
        String id,
        Instant openedAt,
        long openedNanos,
        Arrival arrival,
        Client client,
        Destination destination,
        Reach reach,
        Observation observation,
        Optional<HelloDelivery> unacknowledged,
        java.util.OptionalLong endedNanos) {

    /** Whether it has ended. */
    public boolean ended() {
        return endedNanos.isPresent();
    }
}
