package io.helloscope.capture.box;

import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Direction;
import io.helloscope.observe.End;
import io.helloscope.observe.Observation;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.Stage;
import io.helloscope.observe.StreamKind;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ServerHello;
import io.helloscope.tls.ServerKeyExchange;
import io.helloscope.x509.Finding;
import io.helloscope.x509.TrustAnchors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a box did to each connection, from what was captured on both of its sides. */
public final class BoxView {
    private final TrustAnchors anchors;

    /** With the roots that clients trust, for faults of certificates that the box may hide. */
    public BoxView(TrustAnchors anchors) {
        this.anchors = anchors;
    }

    /**
     * The cases of all connections that clients began.
     *
     * @param clients on the clients' side; those without a byte are passed over
     * @param behind on the servers' side
     */
    public BoxFindings look(List<Connection> clients, List<Connection> behind) {
        Pairing pairing = new Pairing(behind);
        List<Connection> asking = clients.stream().filter(connection -> connection.observation().bytesFromClient() > 0)
                .sorted(Comparator.comparingLong(Connection::openedNanos)).toList();
        List<Optional<Connection>> same = asking.stream().map(pairing::same).toList();
        List<BoxCase> cases = new ArrayList<>();
        for (int i = 0; i < asking.size(); i++) {
            Connection client = asking.get(i);
            Optional<Connection> through = same.get(i);
            cases.add(through.isPresent() ? through(client, through.get())
                    : pairing.likely(client).map(server -> spoken(client, server)).orElseGet(() -> alone(client)));
        }
        return new BoxFindings(cases, pairing.left());
    }

    /** The client's own hello arrived. */
    private BoxCase through(Connection client, Connection server) {
        List<Change> changes = new ArrayList<>(helloChanges(client, server));
        changes.addAll(answerChanges(client.observation(), server.observation()));
        CertificateChanges certificates = certificates(client, server);
        if (certificates.differentLeaf()) {
            changes.addAll(certificates.changes());
        }
        Optional<String> cut = cut(client.observation(), server.observation());
        if (cut.isPresent()) {
            return of(client, server, Fate.CUT_BY_BOX, cut.get(), changes);
        }
        if (!changes.isEmpty()) {
            return of(client, server, Fate.ALTERED, "The client's hello arrived behind the box, and something of the handshake is different there.", changes);
        }
        boolean failed = client.observation().stage().compareTo(Stage.ESTABLISHED) < 0 && server.observation().firstEnd().flatMap(End::by)
                .filter(by -> by == Direction.SERVER).isPresent();
        return failed ? of(client, server, Fate.ENDED_BEHIND_BOX, "The same handshake passed on both sides; the server, or the path behind the box, ended it.", changes)
                : of(client, server, Fate.PASSED, "The same handshake passed on both sides.", changes);
    }

    private static BoxCase of(Connection client, Connection server, Fate fate, String because, List<Change> changes) {
        return new BoxCase(client, Optional.of(server), fate, because, changes, List.of(), Optional.empty(), List.of());
    }

    /** The box said a hello of its own. */
    private BoxCase spoken(Connection client, Connection server) {
        List<Change> changes = new ArrayList<>(helloChanges(client, server));
        changes.addAll(answerChanges(client.observation(), server.observation()));
        CertificateChanges certificates = certificates(client, server);
        changes.addAll(certificates.changes());
        boolean accepted = server.observation().stage().compareTo(Stage.ESTABLISHED) >= 0;
        List<String> masked = accepted ? certificates.masked(host(client), client.openedAt()).stream().map(Finding::text).toList() : List.of();
        Grading grading = Grading.of(client.observation(), server.observation(), masked);
        boolean answered = client.observation().stage().compareTo(Stage.SERVER_HELLO) >= 0;
        Fate fate = answered && !accepted ? Fate.ANSWERED_BY_BOX : answered ? Fate.RE_TERMINATED : Fate.BLOCKED;
        String because = switch (fate) {
            case ANSWERED_BY_BOX -> "The box and the client had a handshake; that of the box with the server was not done: " + why(server.observation());
            case RE_TERMINATED -> "The hello behind the box is not the client's: the box speaks TLS with both sides.";
            default -> "The box asked the server with a hello of its own, and the client got no handshake.";
        };
        return new BoxCase(client, Optional.of(server), fate, because, changes, masked, Optional.of(grading.grade()), grading.reasons());
    }

    private static String why(Observation server) {
        Optional<SeenAlert> alert = server.alerts().stream().filter(seen -> seen.alert().map(clear -> clear.fatal()).orElse(true)).findFirst();
        if (alert.isPresent()) {
            String who = alert.get().sender() == Direction.CLIENT ? "the box" : "the server";
            return alert.get().alert().map(clear -> who + " refused with the alert " + clear.description().name() + ".")
                    .orElse(who + " refused with an encrypted alert.");
        }
        if (server.serverKind() == StreamKind.NOT_TLS) {
            return "the server does not speak TLS.";
        }
        return server.firstEnd().flatMap(End::by).map(by -> (by == Direction.CLIENT ? "the box" : "the server") + " left.").orElse("nobody said why.");
    }

    private static BoxCase alone(Connection client) {
        Observation seen = client.observation();
        boolean served = seen.stage().compareTo(Stage.ESTABLISHED) >= 0;
        if (seen.clientHello().isEmpty()) {
            return new BoxCase(client, Optional.empty(), Fate.UNPAIRED, "There is no hello on the client's side by which to find it behind the box.",
                    List.of(), List.of(), Optional.empty(), List.of());
        }
        if (served) {
            return new BoxCase(client, Optional.empty(), Fate.UNPAIRED,
                    "The client's handshake was done, and no connection to this host is in the capture of the other side: the box may have reused one.",
                    List.of(), List.of(), Optional.empty(), List.of());
        }
        boolean ended = seen.serverKind() == StreamKind.NOT_TLS || seen.alerts().stream().anyMatch(alert -> alert.sender() == Direction.SERVER)
                || seen.firstEnd().flatMap(End::by).filter(by -> by == Direction.SERVER).isPresent();
        String how = seen.serverKind() == StreamKind.NOT_TLS ? "plain text" : seen.firstEnd().filter(end -> end.kind() == CloseKind.RESET).isPresent()
                ? "a reset" : ended ? "a refusal" : "silence";
        return new BoxCase(client, Optional.empty(), Fate.BLOCKED,
                "The client got " + how + " for its hello, and nothing was sent to this host behind the box.", List.of(), List.of(), Optional.empty(), List.of());
    }

    /** An end on the client's side in the server's name that the server did not make. */
    private static Optional<String> cut(Observation client, Observation server) {
        Optional<End> shown = client.firstEnd().filter(end -> end.by().filter(by -> by == Direction.SERVER).isPresent());
        boolean early = client.stage().compareTo(Stage.ESTABLISHED) < 0;
        // The clocks of two captures need not agree: who was first is asked on each side by itself.
        boolean real = server.firstEnd().flatMap(End::by).filter(by -> by == Direction.SERVER).isPresent();
        if (shown.isEmpty() || !early || real) {
            return Optional.empty();
        }
        String kind = shown.get().kind() == CloseKind.RESET ? "reset" : "closed";
        String other = server.firstEnd().filter(end -> end.kind() == CloseKind.RESET && end.by().filter(by -> by == Direction.CLIENT).isPresent()).isPresent()
                ? " and reset the server's side in the client's name" : "";
        return Optional.of("The connection was %s on the client's side in the server's name, which the server had not done: the box did%s.".formatted(kind, other));
    }

    private static List<Change> helloChanges(Connection client, Connection server) {
        Optional<ClientHello> before = client.observation().clientHello();
        Optional<ClientHello> after = server.observation().clientHello();
        return before.isPresent() && after.isPresent() ? HelloChanges.between(before.get(), after.get()) : List.of();
    }

    /** What the server chose, and what the client was told. */
    private static List<Change> answerChanges(Observation client, Observation server) {
        Optional<ServerHello> shown = client.serverHello();
        Optional<ServerHello> real = server.serverHello();
        List<Change> changes = new ArrayList<>();
        if (shown.isPresent() && real.isPresent()) {
            differ(changes, "chosen-version", real.get().version().name(), shown.get().version().name());
            differ(changes, "chosen-cipher", real.get().cipherSuite().name(), shown.get().cipherSuite().name());
            differ(changes, "chosen-group", group(server), group(client));
            differ(changes, "chosen-alpn", real.get().alpn().map(a -> a.latin1()).orElse(""), shown.get().alpn().map(a -> a.latin1()).orElse(""));
        }
        return changes;
    }

    private static String group(Observation seen) {
        return seen.serverHello().flatMap(ServerHello::group).or(() -> seen.serverKeyExchange().flatMap(ServerKeyExchange::group))
                .map(NamedGroup::name).orElse("");
    }

    private static void differ(List<Change> changes, String part, String real, String shown) {
        if (!real.equals(shown)) {
            changes.add(new Change(part, (real.isEmpty() ? "none" : real) + " became " + (shown.isEmpty() ? "none" : shown)));
        }
    }

    private CertificateChanges certificates(Connection client, Connection server) {
        return new CertificateChanges(client.observation(), server.observation(), anchors);
    }

    private static String host(Connection client) {
        return client.observation().clientHello().flatMap(ClientHello::serverName).orElse("");
    }
}
