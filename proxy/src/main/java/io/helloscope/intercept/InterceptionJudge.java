package io.helloscope.intercept;

import io.helloscope.bytes.Bytes;
import io.helloscope.intercept.ChainReader.Key;
import io.helloscope.intercept.PathMemory.HostState;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.ProbeAnswer.Session;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Stage;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.ServerHello;
import io.helloscope.verdict.EvidenceSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says of each connection whether something between speaks TLS in the server's name, and remembers per path what that rests on.
 *
 * <pre>
 *   certificate in sight (TLS 1.2, or a probe's) --> CertificateJudge --> none-seen ... certain
 *   TLS 1.3                                      --> FleetJudge       --> unknown, possible, likely; chooses whom to ask
 *   hello, User-Agent, fields of the CONNECT     --> ClientJudge      --> client-side
 * </pre>
 *
 * Callable from any thread; guarded by its lock.
 */
public final class InterceptionJudge {
    private static final int MOST_PATHS = 64;
    /** Questions about certificates of healthy connections: one at a time, and few an hour for each path. */
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST_QUESTIONS = 8;
    static final String DIRECT = "direct";

    private final PublicNames names;
    private final ChainReader chains;
    private final CertificateJudge certificates;
    private final FleetJudge fleets;
    private final ClientJudge clients;
    private final Recent<String, PathMemory> paths = new Recent<>(MOST_PATHS);

    /** A judge that has seen nothing. */
    public InterceptionJudge(Knowledge knowledge, InterceptSettings settings) {
        this.names = new PublicNames(settings.publicNames());
        this.chains = new ChainReader(knowledge, settings);
        this.certificates = new CertificateJudge(knowledge);
        this.fleets = new FleetJudge(knowledge);
        this.clients = new ClientJudge(knowledge);
    }

    /**
     * The verdict on a connection; empty where no server was reached or the client spoke no TLS.
     *
     * @param answers of this program's own questions about the same server
     */
    public synchronized Optional<Interception> judge(Connection connection, List<ProbeAnswer> answers, Instant now) {
        Observation seen = connection.observation();
        if (!(connection.reach() instanceof Reach.Connected way) || seen.clientHello().isEmpty() || connection.arrival() == Arrival.CAPTURE && seen.serverHello().isEmpty()) {
            return Optional.empty();
        }
        Interception server = ofServer(connection, way, answers, now);
        return clients.judge(connection).filter(client -> client.verdict().compareTo(server.verdict()) > 0).or(() -> Optional.of(server));
    }

    private Interception ofServer(Connection connection, Reach.Connected way, List<ProbeAnswer> answers, Instant now) {
        Observation seen = connection.observation();
        PathMemory path = path(way);
        String host = host(connection);
        Optional<Key> passive = passive(seen);
        Optional<Key> key = passive.or(() -> probed(answers));
        boolean publicName = isPublic(connection, way, host);
        Optional<ChainView> view = key.flatMap(chain -> chains.read(chain, now));
        if (view.isPresent()) {
            EvidenceSource from = passive.isPresent() ? EvidenceSource.CERTIFICATE : EvidenceSource.PROBE;
            Interception verdict = certificates.judge(view.get(), host, publicName, path, from, now);
            path.judged(new HostState(host, PublicNames.domain(host), verdict, now, passive.isEmpty()));
            if (passive.isEmpty()) {
                fleets.learned(path, seen, verdict, now);
            }
            return verdict;
        }
        if (seen.serverHello().isEmpty()) {
            return Interception.unknown("The handshake did not come to a certificate.");
        }
        if (!tls13(seen)) {
            return Interception.unknown("An earlier session was resumed, without a certificate.");
        }
        if (!publicName) {
            return Interception.unknown("TLS 1.3 hides the certificate, and the name is not public.");
        }
        Interception verdict = fleets.judge(connection, host, path, now);
        path.hidden(verdict, now);
        return verdict;
    }

    /** What is known of each way to servers. */
    public synchronized List<PathSummary> paths(Instant now) {
        List<PathSummary> all = new ArrayList<>();
        paths.map().forEach((id, path) -> all.add(PathSummaries.of(id, path, now)));
        return all;
    }

    /** Whether the list of logs is so old that what it lacks says nothing any more. */
    public boolean hasOldLists(Instant now) {
        return !certificates.isFresh(now);
    }

    /** Whether this connection's server should be asked for its certificate; a question for which the answer yes counts. */
    public synchronized boolean wantsCertificate(Connection connection, Instant now) {
        if (!(connection.reach() instanceof Reach.Connected way) || !tls13(connection.observation()) || connection.observation().stage().compareTo(Stage.ESTABLISHED) < 0) {
            return false;
        }
        PathMemory path = path(way);
        String host = host(connection);
        String domain = PublicNames.domain(host);
        boolean known = path.host(host).filter(state -> state.at().isAfter(now.minus(Duration.ofHours(1)))).isPresent();
        if (known || !isPublic(connection, way, host) || !path.mayAsk(domain, now, PAUSE, MOST_QUESTIONS) || !fleets.isWorthAsking(connection, host, path, now)) {
            return false;
        }
        path.asked(domain, now);
        return true;
    }

    private PathMemory path(Reach.Connected way) {
        String id = way.nextProxy().orElse(DIRECT);
        return paths.get(id).orElseGet(() -> {
            PathMemory fresh = new PathMemory();
            paths.put(id, fresh);
            return fresh;
        });
    }

    private boolean isPublic(Connection connection, Reach.Connected way, String host) {
        return names.isPublic(host, way.nextProxy().isPresent() ? Optional.empty() : Optional.of(way.ip()));
    }

    private static String host(Connection connection) {
        return connection.observation().clientHello().flatMap(ClientHello::serverName).orElse(connection.destination().host());
    }

    private static boolean tls13(Observation seen) {
        return seen.serverHello().filter(hello -> hello.version().isTls13()).isPresent();
    }

    private static Optional<Key> passive(Observation seen) {
        List<Bytes> der = seen.certificates().der();
        Optional<Bytes> extension = seen.serverHello().flatMap(hello -> hello.extension(ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP)).map(e -> e.data());
        return der.isEmpty() ? Optional.empty() : Optional.of(new Key(der, extension, Optional.empty()));
    }

    private static Optional<Key> probed(List<ProbeAnswer> answers) {
        return answers.stream().map(ProbeAnswer::session).flatMap(Optional::stream).filter(session -> !session.certificates().isEmpty())
                .reduce((first, last) -> last).map((Session session) -> new Key(session.certificates(), Optional.empty(), session.ocspResponse()));
    }
}
