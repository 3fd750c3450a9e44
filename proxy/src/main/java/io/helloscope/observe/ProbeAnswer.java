package io.helloscope.observe;

import io.helloscope.bytes.Bytes;
import io.helloscope.tls.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What came back to one question: seen with the same eyes as a client's connection, with this program in the client's place.
 *
 * @param question what was asked
 * @param address IP address and port that were asked, {@code 192.0.2.1:443} or {@code [2001:db8::1]:443}; behind a next proxy the
 *     destination as that proxy was told; empty where no connection stood
 * @param reach how the way there went; {@link Reach.Pending} where there was nothing to ask, see {@link #asked()}
 * @param observation what passed; where the time was over before the answer was complete, it ends with {@link CloseKind#TIMEOUT} by
 *     the proxy; no end where enough was heard before the server ended it
 * @param session what only the one who has the keys sees; of {@link Question.Certificate} and {@link Question.Request} only, once a certificate or an alert was read
 * @param askedAt when
 * @param took from the question's start, dialling included, to its end
 */
public record ProbeAnswer(Question question, Optional<String> address, Reach reach, Observation observation, Optional<Session> session,
        Instant askedAt, Duration took) {

    /** Whether the server took up the handshake: a ServerHello or a HelloRetryRequest came back. */
    public boolean shookHands() {
        return observation.serverHello().isPresent() || observation.retryRequest().isPresent();
    }

    /**
     * Whether the question was put at all. It is not where it has no sense for its target: the host has no other address or a next
     * proxy chooses it, there is no hello to repeat, or the change does not apply to it.
     */
    public boolean asked() {
        return !(reach instanceof Reach.Pending);
    }

    /** Whether a connection to the server stood. */
    public boolean connected() {
        return reach instanceof Reach.Connected;
    }

    /**
     * The inside of a handshake that this program did itself.
     *
     * @param certificates DER, the server's own first
     * @param ocspResponse the stapled one, DER of an OCSPResponse (RFC 6066 section 8)
     * @param certificateRequested whether the server asked for a client certificate
     * @param alpn the protocol that the server chose
     * @param finished whether the handshake was done
     * @param answered whether data of the server's came, which only a request brings about; from outside, session tickets look the same
     * @param alert the server's, encrypted or not
     */
    public record Session(List<Bytes> certificates, Optional<Bytes> ocspResponse, boolean certificateRequested, Optional<Bytes> alpn,
            boolean finished, boolean answered, Optional<Alert> alert) {
        public Session {
            certificates = List.copyOf(certificates);
        }
    }
}
