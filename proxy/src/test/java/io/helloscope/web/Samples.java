package io.helloscope.web;

import io.helloscope.diagnose.Diagnosis;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Client;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Observation;
import io.helloscope.observe.Reach;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.report.Incident;
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

/** Reports and incidents as they come from the rest of the program. */
final class Samples {
    static final Instant START = Instant.parse("2026-11-24T09:00:00Z");

    private Samples() {
    }

    static String id(int number) {
        return String.format("r-%06d", number);
    }

    static String incidentId(int number) {
        return String.format("i-%06d", number);
    }

    static ConnectionReport failure(int number, String host, Cause cause) {
        return report(number, host, "192.0.2.7", cause, Phase.HANDSHAKE, Party.SERVER, Outcome.FAILURE, "");
    }

    static ConnectionReport success(int number, String host) {
        return report(number, host, "192.0.2.7", Cause.ESTABLISHED, Phase.ESTABLISHED, Party.UNKNOWN, Outcome.SUCCESS, "");
    }

    static ConnectionReport report(int number, String host, String client, Cause cause, Phase phase, Party party, Outcome outcome,
            String peersWords) {
        Connection connection = new Connection(id(number), START.plusSeconds(number), number * 1_000_000_000L, Arrival.CONNECT,
                new Client(client, 50_000, Optional.of("Mozilla/5.0 " + peersWords)), new Destination(host, 443),
                new Reach.Connected("198.51.100.5", 443, Optional.empty(), Reach.DialTimes.NONE), Observation.NONE, Optional.empty(),
                OptionalLong.of(number * 1_000_000_000L + 5_000_000));
        Diagnosis diagnosis = new Diagnosis(cause, phase, party, Confidence.CERTAIN, outcome == Outcome.FAILURE, Optional.empty(),
                Optional.empty(), "The server speaks plain HTTP", "It answered in the clear. " + peersWords,
                List.of(new Evidence(EvidenceSource.SERVER_BYTES, "The first bytes are \"HTTP/1.1 400\". " + peersWords)),
                List.of(new Remedy(Audience.SERVER_OWNER, "Serve TLS on this port.")), Map.of("chromium", "ERR_SSL_PROTOCOL_ERROR"),
                Optional.empty(), List.of());
        return new ConnectionReport(connection, List.of(), diagnosis, outcome, true, false,
                outcome == Outcome.FAILURE ? Optional.of(incidentId(number)) : Optional.empty());
    }

    static Incident incident(ConnectionReport report, long count) {
        return new Incident(report.incident().orElseThrow(), report, report.connection().openedAt(),
                report.connection().openedAt().plusSeconds(2), count, List.of(report.id()));
    }
}
