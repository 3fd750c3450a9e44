package io.helloscope.probe;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ProbeAnswer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.tls.TlsClientProtocol;

/**
 * A whole handshake, after which nothing is said but one request, where there is one, and close_notify. In TLS 1.3 a server that misses a client certificate says so only
 * after the client's Finished, hence its alert is waited for where it had asked for one.
 */
final class CertificateTalk implements Talk {
    private final TlsClientProtocol protocol = new TlsClientProtocol();
    private final CertificateClient client;
    private final Function<Optional<Bytes>, Bytes> request;
    private boolean requested;
    /** The library has given up, or the server has ended it. */
    private boolean over;

    /**
     * A talk that has not begun.
     *
     * @param request for the protocol that the server chose; empty where nothing is to be asked
     */
    CertificateTalk(CertificateClient client, Function<Optional<Bytes>, Bytes> request) {
        this.client = client;
        this.request = request;
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
        if (!over && client.finished() && !requested) {
            guarded(this::request);
        }
        return output();
    }

    private void request() throws IOException {
        byte[] bytes = request.apply(client.alpn()).toArray();
        if (bytes.length > 0) {
            requested = true;
            protocol.writeApplicationData(bytes, 0, bytes.length);
        }
    }

    @Override
    public Next next(Observation seen) {
        if (over || protocol.isClosed()) {
            return Next.NOTHING;
        } else if (!client.finished()) {
            return Next.MORE;
        }
        if (requested) {
            return answered() ? Next.NOTHING : Next.MORE;
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
        return client.session(answered());
    }

    private boolean answered() {
        return protocol.getAvailableInputBytes() > 0;
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
