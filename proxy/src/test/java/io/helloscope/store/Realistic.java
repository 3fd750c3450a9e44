package io.helloscope.store;

import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Client;
import io.helloscope.observe.Connection;
import io.helloscope.observe.ConnectionId;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Direction;
import io.helloscope.observe.Reach;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.testing.Conversations;
import io.helloscope.testing.Reports;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Failures as the observer and the classifier make them, as patterns from which any number can be made. */
final class Realistic {
    private static final String CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36";

    private Realistic() {
    }

    /** The most frequent kinds first. */
    static List<ConnectionReport> patterns() {
        List<Connection> all = new ArrayList<>();
        all.add(begun().closed(Direction.SERVER, CloseKind.RESET).ended());
        all.add(begun().server(Conversations.alert(2, 40)).closed(Direction.SERVER, CloseKind.FIN).ended());
        all.add(established().client(Conversations.alert(2, 48)).closed(Direction.CLIENT, CloseKind.FIN).ended());
        all.add(begun().server("HTTP/1.1 400 Bad Request\r\nServer: nginx/1.24.0\r\nContent-Type: text/html\r\n\r\n<html>").closed(Direction.SERVER,
                CloseKind.FIN).ended());
        all.add(begun().wait(Duration.ofSeconds(30)).closed(Direction.CLIENT, CloseKind.FIN).ended());
        all.add(established().client(Conversations.alert(2, 45)).closed(Direction.CLIENT, CloseKind.FIN).ended());
        all.add(unreachable(Reach.Failure.REFUSED));
        all.add(unreachable(Reach.Failure.TIMED_OUT));
        all.add(begun().server(Conversations.alert(2, 70)).closed(Direction.SERVER, CloseKind.FIN).ended());
        all.add(begun().server(Conversations.alert(2, 112)).closed(Direction.SERVER, CloseKind.FIN).ended());
        all.add(begun().server("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n").closed(Direction.SERVER, CloseKind.FIN).ended());
        all.add(begun().closed(Direction.SERVER, CloseKind.FIN).ended());
        all.add(begun().server(Conversations.alert(2, 80)).closed(Direction.SERVER, CloseKind.FIN).ended());
        return all.stream().map(Reports::of).map(report -> Told.with(report, Outcome.FAILURE, true, false, Optional.empty())).toList();
    }

    private static Conversations begun() {
        return Conversations.at(Told.START).to("server.example", 443).from("192.0.2.1", CHROME).hello();
    }

    private static Conversations established() {
        return begun().handshakeOf12();
    }

    private static Connection unreachable(Reach.Failure failure) {
        return Conversations.at(Told.START).to("server.example", 443).from("192.0.2.1", CHROME)
                .reach(new Reach.Failed(failure, Optional.of("198.51.100.7"), Optional.empty(), Optional.empty(), Reach.DialTimes.NONE)).ended();
    }

    /** The same at another time, of another client to another host. */
    static ConnectionReport like(ConnectionReport pattern, Instant at, long number, String host, String client) {
        Connection c = pattern.connection();
        String id = ConnectionId.of(at, number);
        Connection moved = new Connection(id, at, c.openedNanos(), c.arrival(), new Client(client, 1024 + (int) (number % 60_000), c.client().userAgent()),
                new Destination(host, 443), c.reach(), c.observation(), c.unacknowledged(), c.endedNanos());
        return new ConnectionReport(moved, List.of(), pattern.diagnosis(), pattern.outcome(), true, false, Optional.of(id));
    }
}
