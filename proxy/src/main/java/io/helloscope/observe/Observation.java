package io.helloscope.observe;

import io.helloscope.bytes.Bytes;
import io.helloscope.tls.CertificateRequest;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ServerHello;
import io.helloscope.tls.ServerKeyExchange;
import java.util.List;
import java.util.Optional;

/**
 * What was seen of one conversation, without an opinion. Times are nanoseconds on the clock that fed the observer.
 *
 * @param stage how far the handshake came
 * @param clientKind what the client's bytes are
 * @param serverKind what the server's bytes are
 * @param clientHello the first one
 * @param secondClientHello the one after a HelloRetryRequest
 * @param retryRequest the HelloRetryRequest
 * @param serverHello the first that is not a HelloRetryRequest
 * @param certificates the server's chain
 * @param serverKeyExchange TLS 1.2 and older
 * @param certificateRequest TLS 1.2 and older; in TLS 1.3 it is encrypted
 * @param clientCertificate what the client answered to it
 * @param resumed whether an earlier session was resumed; empty where it cannot be told
 * @param alerts in order
 * @param records the first records of both directions in order, at most {@link ObserverLimits#records()}; for what only lengths tell
 * @param damage the first damage of each direction, in order
 * @param clientExcerpt the client's first bytes where they are not TLS, bounded
 * @param serverExcerpt the server's first bytes where they are not TLS, bounded
 * @param serverSpokeFirst whether the server's first byte came before the client's
 * @param history a letter a message, Zeek's ssl_history letters, capital for the client; protected records that follow each other
 *     are one D, and of TLS 1.3 those letters are there that lengths tell: alert, the client's empty certificate, its Finished
 * @param bytesFromClient all of them, payload included
 * @param bytesFromServer all of them, payload included
 * @param dataFromClient protected records of the client after its Finished that are no alert by their length; counted until the
 *     observer is satisfied
 * @param dataFromServer protected records of the server after the handshake that are no alert by their length, in TLS 1.3 without
 *     those that look like session tickets: what comes before the client's data, and after it a leading run of like lengths
 * @param ends in order of their coming
 * @param times when the steps happened
 * @param startedBy what led to TLS in the same stream, where plaintext came first: {@code smtp}, {@code imap}, {@code pop3},
 *     {@code ftp}, {@code ldap}, {@code nntp}, {@code xmpp}, {@code sieve}, {@code postgresql}, {@code mysql}, {@code rdp},
 *     {@code http-connect}, {@code http-upgrade}, {@code socks}, {@code other}, and {@code quic}, which carries the handshake itself; everything about TLS then speaks of what followed
 */
public record Observation(
        Stage stage,
        StreamKind clientKind,
        StreamKind serverKind,
        Optional<ClientHello> clientHello,
        Optional<ClientHello> secondClientHello,
        Optional<ServerHello> retryRequest,
        Optional<ServerHello> serverHello,
        ServerCertificates certificates,
        Optional<ServerKeyExchange> serverKeyExchange,
        Optional<CertificateRequest> certificateRequest,
        ClientCertificate clientCertificate,
        Optional<Boolean> resumed,
        List<SeenAlert> alerts,
        List<SeenRecord> records,
        List<Damage> damage,
        Bytes clientExcerpt,
        Bytes serverExcerpt,
        boolean serverSpokeFirst,
        String history,
        long bytesFromClient,
        long bytesFromServer,
        long dataFromClient,
        long dataFromServer,
        List<End> ends,
        StepTimes times,
        Optional<String> startedBy) {

    /** What {@link #startedBy} says of QUIC. */
    public static final String QUIC = "quic";

    /** Nothing has passed yet. */
    public static final Observation NONE = new Observation(Stage.NOTHING, StreamKind.NOTHING, StreamKind.NOTHING,
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), new ServerCertificates.NotSent(),
            Optional.empty(), Optional.empty(), ClientCertificate.UNKNOWN, Optional.empty(), List.of(), List.of(), List.of(),
            Bytes.EMPTY, Bytes.EMPTY, false, "", 0, 0, 0, 0, List.of(), StepTimes.NONE, Optional.empty());

    public Observation {
        alerts = List.copyOf(alerts);
        records = List.copyOf(records);
        damage = List.copyOf(damage);
        ends = List.copyOf(ends);
    }

    /** Nothing was looked at: only the counts and the ends are known. */
    public static Observation unwatched(long bytesFromClient, long bytesFromServer, List<End> ends) {
        return new Observation(NONE.stage, NONE.clientKind, NONE.serverKind, NONE.clientHello, NONE.secondClientHello, NONE.retryRequest,
                NONE.serverHello, NONE.certificates, NONE.serverKeyExchange, NONE.certificateRequest, NONE.clientCertificate, NONE.resumed,
                NONE.alerts, NONE.records, NONE.damage, NONE.clientExcerpt, NONE.serverExcerpt, NONE.serverSpokeFirst, NONE.history,
                bytesFromClient, bytesFromServer, 0, 0, ends, NONE.times, NONE.startedBy);
    }

    /** The same with a chain that came to light otherwise: whoever has the keys sees what TLS 1.3 hides. */
    public Observation showing(ServerCertificates chain) {
        return new Observation(stage, clientKind, serverKind, clientHello, secondClientHello, retryRequest, serverHello, chain, serverKeyExchange,
                certificateRequest, clientCertificate, resumed, alerts, records, damage, clientExcerpt, serverExcerpt, serverSpokeFirst, history,
                bytesFromClient, bytesFromServer, dataFromClient, dataFromServer, ends, times, startedBy);
    }

    /** The first end of the connection, where it has ended. */
    public Optional<End> firstEnd() {
        return ends.stream().findFirst();
    }
}
