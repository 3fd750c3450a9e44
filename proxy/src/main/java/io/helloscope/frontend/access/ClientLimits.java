package io.helloscope.frontend.access;

import java.time.Duration;

/**
 * How much clients may take.
 *
 * @param connections at the same time, in all; 1..1,000,000
 * @param connectionsPerClient at the same time for one client address; 1..{@code connections}
 * @param headSize bytes of all fields of a request together, and twice those of its first line; 1 KiB..1 MiB
 * @param fields in one request; 10..10,000
 * @param headTime for a request's head from its first byte, and for each pause in its body; 100 ms..10 min
 * @param keepAliveIdle until the first or next request begins; 100 ms..1 h
 */
public record ClientLimits(int connections, int connectionsPerClient, int headSize, int fields, Duration headTime,
        Duration keepAliveIdle) {
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /** What is used where the settings say nothing. */
    public static final ClientLimits DEFAULT =
            new ClientLimits(20_000, 4_000, 64 * 1024, 200, Duration.ofSeconds(30), Duration.ofSeconds(60));

    public ClientLimits {
        expect("connections", connections, 1, 1_000_000);
        expect("connections per client", connectionsPerClient, 1, connections);
        expect("head size", headSize, 1024, 1024 * 1024);
        expect("fields", fields, 10, 10_000);
        expect("head time", headTime, Duration.ofMinutes(10));
        expect("keep-alive idle", keepAliveIdle, Duration.ofHours(1));
    }

    private static void expect(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + ".." + most + ")");
        }
    }

    private static void expect(String name, Duration value, Duration most) {
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + SHORTEST + ".." + most + ")");
        }
    }

    /** Bytes of a request's first line, at most. */
    public int lineSize() {
        return headSize / 2;
    }

    /** The same with other numbers of connections. */
    public ClientLimits withConnections(int all, int perClient) {
        return new ClientLimits(all, perClient, headSize, fields, headTime, keepAliveIdle);
    }

    /** The same with other times. */
    public ClientLimits withTimes(Duration head, Duration idle) {
        return new ClientLimits(connections, connectionsPerClient, headSize, fields, head, idle);
    }

    /** The same with another head size. */
    public ClientLimits withHeadSize(int bytes) {
        return new ClientLimits(connections, connectionsPerClient, bytes, fields, headTime, keepAliveIdle);
    }
}
