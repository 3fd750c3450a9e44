package io.helloscope.frontend.connect;

import io.helloscope.observe.Arrival;
import io.helloscope.observe.Client;
import io.helloscope.observe.Connection;
import io.helloscope.observe.ConnectionId;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Observation;
import io.helloscope.observe.Reach;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a client has asked for, and when.
 *
 * @param id sortable unique id
 * @param openedAt when
 * @param openedNanos the same on the clock of {@link System#nanoTime()}
 */
public record Asked(String id, Instant openedAt, long openedNanos, Arrival arrival, Client client, Destination destination) {
    /** A client asks now. */
    public static Asked now(Arrival arrival, Client client, Destination destination) {
        Instant now = Instant.now();
        return new Asked(ConnectionId.of(now, ThreadLocalRandom.current().nextLong()), now, System.nanoTime(), arrival, client, destination);
    }

    /** The connection that stands now, nothing has passed yet. */
    public Connection opened(Reach.Connected reach) {
        return connection(reach, Observation.NONE, OptionalLong.empty());
    }

    /** The connection that has ended before it stood. */
    Connection ended(Reach reach, Observation seen) {
        return connection(reach, seen, OptionalLong.of(System.nanoTime()));
    }

    private Connection connection(Reach reach, Observation seen, OptionalLong endedNanos) {
        return new Connection(id, openedAt, openedNanos, arrival, client, destination, reach, seen, Optional.empty(), endedNanos);
    }
}
