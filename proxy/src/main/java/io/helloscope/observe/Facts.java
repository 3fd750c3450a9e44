package io.helloscope.observe;

import io.helloscope.bytes.Bytes;
import io.helloscope.tls.Alert;
import io.helloscope.tls.AlertDescription;
import io.helloscope.tls.CertificateRequest;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ServerHello;
import io.helloscope.tls.ServerKeyExchange;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What has been seen, as it grows; every list is bounded. Becomes an {@link Observation}. */
final class Facts {
    private static final int MOST_ALERTS = 32;
    private static final int MOST_ENDS = 8;

    final ObserverLimits limits;
    final History history = new History();
    long now;

    Optional<ClientHello> clientHello = Optional.empty();
    Optional<ClientHello> secondClientHello = Optional.empty();
    Optional<ServerHello> retryRequest = Optional.empty();
    Optional<ServerHello> serverHello = Optional.empty();
    Optional<List<Bytes>> chain = Optional.empty();
    Optional<ServerKeyExchange> serverKeyExchange = Optional.empty();
    Optional<CertificateRequest> certificateRequest = Optional.empty();
    ClientCertificate clientCertificate = ClientCertificate.UNKNOWN;
    Optional<Boolean> resumed = Optional.empty();
    Optional<String> startedBy = Optional.empty();
    boolean serverSpokeFirst;
    long dataFromClient;
    OptionalLong helloAt = OptionalLong.empty();
    OptionalLong serverHelloAt = OptionalLong.empty();
    OptionalLong establishedAt = OptionalLong.empty();

    private final List<SeenAlert> alerts = new ArrayList<>(2);
    private final List<SeenRecord> records = new ArrayList<>();
    private final List<Damage> damage = new ArrayList<>(0);
    private final Set<Direction> damaged = EnumSet.noneOf(Direction.class);
    private final List<End> ends = new ArrayList<>(2);

    Facts(ObserverLimits limits) {
        this.limits = limits;
    }

    void alert(Direction sender, int level, int code, Stage stage) {
        history.add(sender, History.ALERT);
        if (alerts.size() < MOST_ALERTS) {
            alerts.add(new SeenAlert(sender, Optional.of(new Alert(level, new AlertDescription(code))), stage, now));
        }
    }

    /** An alert that is encrypted. */
    void hiddenAlert(Direction sender, Stage stage) {
        history.add(sender, History.ALERT);
        if (alerts.size() < MOST_ALERTS) {
            alerts.add(new SeenAlert(sender, Optional.empty(), stage, now));
        }
    }

    void record(Direction sender, RecordFramer record) {
        if (records.size() < limits.records()) {
            records.add(new SeenRecord(sender, record.type(), record.version(), record.length(), now));
        }
    }

    /** Whether no damage of this direction has been seen. */
    boolean undamaged(Direction sender) {
        return !damaged.contains(sender);
    }

    /** Damage; only the first of each direction is kept. */
    void damage(Direction sender, Damage.Kind kind, long offset, String path, String reason) {
        if (damaged.add(sender)) {
            damage.add(new Damage(sender, kind, offset, path, reason));
        }
    }

    void end(Optional<Direction> by, CloseKind kind, long nanos) {
        if (ends.size() < MOST_ENDS) {
            ends.add(new End(by, kind, nanos));
        }
    }

    void established() {
        if (establishedAt.isEmpty()) {
            establishedAt = OptionalLong.of(now);
        }
    }

    Observation observation(Stage stage, Side client, Side server, ServerCertificates certificates, long dataFromServer) {
        StepTimes times = new StepTimes(client.first(), helloAt, server.first(), serverHelloAt, establishedAt, client.last(), server.last());
        return new Observation(stage, client.kind(), server.kind(), clientHello, secondClientHello, retryRequest, serverHello,
                certificates, serverKeyExchange, certificateRequest, clientCertificate, resumed, alerts, records, damage,
                client.excerpt(), server.excerpt(), serverSpokeFirst, history.toString(), client.bytes(), server.bytes(),
                dataFromClient, dataFromServer, ends, times, startedBy);
    }
}
