package io.helloscope.store;

import io.helloscope.diagnose.Diagnosis;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Client;
import io.helloscope.observe.Connection;
import io.helloscope.observe.ConnectionId;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Observation;
import io.helloscope.observe.Reach;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.report.Incident;
import io.helloscope.report.ReportQuery;
import io.helloscope.verdict.Audience;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Evidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import io.helloscope.verdict.Remedy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** What a history is told in tests: reports of any kind, at any time, and queries for them. */
final class Told {
    static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

    private static final AtomicLong NUMBER = new AtomicLong();

    private Told() {
    }

    static ConnectionReport failure(int second, String host, String client) {
        return failure(second, host, client, Cause.RESET_AFTER_HELLO, Phase.HANDSHAKE, Party.SERVER);
    }

    static ConnectionReport failure(int second, String host, String client, Cause cause, Phase phase, Party party) {
        return at(START.plusSeconds(second), host, client, cause, phase, party, Outcome.FAILURE);
    }

    static ConnectionReport healthy(int second, String host, String client) {
        return at(START.plusSeconds(second), host, client, Cause.ESTABLISHED, Phase.ESTABLISHED, Party.UNKNOWN, Outcome.SUCCESS);
    }

    static ConnectionReport at(Instant at, String host, String client, Cause cause, Phase phase, Party party, Outcome outcome) {
        Connection connection = new Connection(ConnectionId.of(at, NUMBER.incrementAndGet()), at, 0, Arrival.CONNECT,
                new Client(client, 50_000, Optional.of("curl/8.14.1")), new Destination(host, 443),
                new Reach.Connected("198.51.100.5", 443, Optional.empty(), Reach.DialTimes.NONE), Observation.NONE, Optional.empty(), OptionalLong.of(5_000_000));
        Diagnosis diagnosis = new Diagnosis(cause, phase, party, Confidence.CERTAIN, outcome == Outcome.FAILURE, Optional.empty(), Optional.empty(),
                "The server reset the connection", "It answered the client's hello with a reset. \u2028\u00e4\ud83d\ude00",
                List.of(new Evidence(EvidenceSource.CLOSE, "A reset came 12 ms after the hello.")),
                List.of(new Remedy(Audience.SERVER_OWNER, "Look into the server's log.")), Map.of("chromium", "ERR_CONNECTION_RESET"), Optional.empty(), List.of());
        return new ConnectionReport(connection, List.of(), diagnosis, outcome, true, false, Optional.empty());
    }

    static ConnectionReport with(ConnectionReport report, Outcome outcome, boolean settled, boolean recovered, Optional<String> incident) {
        return new ConnectionReport(report.connection(), report.answers(), report.diagnosis(), outcome, settled, recovered, incident);
    }

    static Incident incident(ConnectionReport report, int lastsSeconds, long count) {
        Instant first = report.connection().openedAt();
        return new Incident(report.id(), report, first, first.plusSeconds(lastsSeconds), count, List.of(report.id()));
    }

    static ReportQuery host(String host) {
        return new ReportQuery(Optional.of(host), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), ReportQuery.MOST, Optional.empty());
    }

    static ReportQuery during(Instant since, Instant until) {
        return new ReportQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(since),
                Optional.of(until), 10, Optional.empty());
    }

    static ReportQuery page(ReportQuery query, int limit, Optional<String> cursor) {
        return new ReportQuery(query.host(), query.client(), query.cause(), query.phase(), query.party(), query.since(), query.until(), limit, cursor);
    }
}
