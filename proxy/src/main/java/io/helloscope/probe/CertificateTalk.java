package io.helloscope.probe;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ProbeAnswer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.tls.TlsClientProtocol;

/**
 * A whole handshake, after which nothing is said but close_notify. In TLS 1.3 a server that misses a client certificate says so only
 * after the client's Finished, hence its alert is waited for where it had asked for one.
 */
final class CertificateTalk implements Talk {
    private final TlsClientProtocol protocol = new TlsClientProtocol();
    private final CertificateClient client;
    /** The library has given up, or the server has ended it. */
    private boolean over;

    CertificateTalk(CertificateClient client) {
        this.client = client;
    }

    @Override
    public List<Piece> opening() {
        guarded(() -> protocol.connect(client));
        return List.of(Piece.of(output()));
    }

    @Override
    public Bytes reply(ByteBuffer received) {
        byte[] input = Bytes.copyOf(received).toArray();
        if (!over) {
            guarded(() -> protocol.offerInput(input));
        }
        return output();
    }

    @Override
    public Next next(Observation seen) {
        if (over || protocol.isClosed()) {
            return Next.NOTHING;
        } else if (!client.finished()) {
            return Next.MORE;
        }
        return client.certificateRequested() && client.tls13() ? Next.REST : Next.NOTHING;
    }

    @Override
    public Bytes farewell() {
        if (!over) {
            guarded(protocol::close);
        }
        return output();
    }

    @Override
    public Optional<ProbeAnswer.Session> session() {
        return client.session();
    }

    private Bytes output() {
        byte[] output = new byte[protocol.getAvailableOutputBytes()];
        return Bytes.copyOf(output, 0, protocol.readOutput(output, 0, output.length));
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Whatever the library makes of a peer's bytes ends the talk; what it says is in the alerts, by number. */
    private void guarded(Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException damaged) {
            over = true;
        }
    }
}
