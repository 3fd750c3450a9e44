package io.helloscope.capture.box;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Observation;
import io.helloscope.tls.ClientHello;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds for connections on the client's side of a box the ones behind it: by the hello's random, else by server name and time. */
final class Pairing {
    /** Boxes connect when the client does, or soon after; some look at a server ahead of it. */
    private static final long EARLIEST = -3_000_000_000L;
    private static final long LATEST = 30_000_000_000L;

    private final Map<Bytes, Connection> byRandom = new HashMap<>();
    private final Map<String, List<Connection>> byName = new HashMap<>();
    private final Set<String> used = new HashSet<>();
    private final List<Connection> all;

    Pairing(List<Connection> behind) {
        all = behind;
        for (Connection connection : behind) {
            Observation seen = connection.observation();
            seen.clientHello().ifPresent(hello -> {
                byRandom.putIfAbsent(hello.random(), connection);
                hello.serverName().ifPresent(name -> byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>(1)).add(connection));
            });
            byName.computeIfAbsent(address(connection), n -> new ArrayList<>(1)).add(connection);
        }
    }

    private static String address(Connection connection) {
        return connection.reach() instanceof io.helloscope.observe.Reach.Connected reached ? reached.ip() : connection.destination().host();
    }

    /** The one with the very same random. */
    Optional<Connection> same(Connection client) {
        return take(client.observation().clientHello().map(ClientHello::random).map(byRandom::get));
    }

    /** The nearest in time to the same host that no other client has. */
    Optional<Connection> likely(Connection client) {
        String name = client.observation().clientHello().flatMap(ClientHello::serverName).orElse(client.destination().host()).toLowerCase(Locale.ROOT);
        List<Connection> candidates = byName.getOrDefault(name, List.of());
        return take(candidates.stream().filter(behind -> !used.contains(behind.id())).filter(behind -> isNear(client, behind))
                .min(Comparator.comparingLong(behind -> Math.abs(behind.openedNanos() - client.openedNanos()))));
    }

    private static boolean isNear(Connection client, Connection behind) {
        long later = behind.openedNanos() - client.openedNanos();
        return later >= EARLIEST && later <= LATEST;
    }

    private Optional<Connection> take(Optional<Connection> found) {
        found.ifPresent(connection -> used.add(connection.id()));
        return found;
    }

    /** Those behind the box that belong to no client: the box asks on its own, or its clients are not in the capture. */
    long left() {
        return all.stream().filter(connection -> connection.observation().clientHello().isPresent() && !used.contains(connection.id())).count();
    }
}
