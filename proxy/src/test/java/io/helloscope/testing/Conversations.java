package io.helloscope.testing;

import io.helloscope.observe.Arrival;
import io.helloscope.observe.Client;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.ConnectionId;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Direction;
import io.helloscope.observe.HandshakeObserver;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** Connections for tests, made by the real observer from real bytes. A script on a clock that only the script moves. */
public final class Conversations {
    private static final AtomicLong NUMBER = new AtomicLong();

    private final HandshakeObserver observer = new HandshakeObserver(ObserverLimits.DEFAULT);
    private final Instant openedAt;
    private String host = "site.example";
    private int port = 443;
    private String clientIp = "127.0.0.1";
    private Optional<String> userAgent = Optional.of("curl/7.88.1");
    private Optional<Observation> unwatched = Optional.empty();
    private Reach reach = new Reach.Connected("127.0.0.1", 443, Optional.empty(), Reach.DialTimes.NONE);
    private String id;
    private long nanos;

    private Conversations(Instant openedAt) {
        this.openedAt = openedAt;
        this.id = ConnectionId.of(openedAt, NUMBER.incrementAndGet());
    }

    /** A conversation that begins at this time. */
    public static Conversations at(Instant openedAt) {
        return new Conversations(openedAt);
    }

    /** With whom. */
    public Conversations to(String name, int number) {
        host = name;
        port = number;
        return this;
    }

    /** Of whom. */
    public Conversations from(String ip, String agent) {
        clientIp = ip;
        userAgent = Optional.of(agent);
        return this;
    }

    /** Of a client that does not name itself. */
    public Conversations anonymous() {
        userAgent = Optional.empty();
        return this;
    }

    /** How the way went. */
    public Conversations reach(Reach way) {
        reach = way;
        return this;
    }

    /** The same connection as that one. */
    public Conversations as(Conversations other) {
        id = other.open().id();
        return this;
    }

    /** Nothing but this was seen. */
    public Conversations unwatched(Observation seen) {
        unwatched = Optional.of(seen);
        return this;
    }

    /** Time passes. */
    public Conversations wait(Duration duration) {
        nanos += duration.toNanos();
        return this;
    }

    /** The hello of the JDK's TLS for this host. */
    public Conversations hello() {
        return client(clientHello(host));
    }

    /** Bytes of the client. */
    public Conversations client(byte[] bytes) {
        observer.bytes(Direction.CLIENT, ByteBuffer.wrap(bytes), ++nanos);
        return this;
    }

    /** Bytes of the server. */
    public Conversations server(byte[] bytes) {
        observer.bytes(Direction.SERVER, ByteBuffer.wrap(bytes), ++nanos);
        return this;
    }

    /** Text of the server. */
    public Conversations server(String text) {
        return server(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What follows a hello in a TLS 1.2 handshake that works, and data both ways. */
    public Conversations handshakeOf12(byte[]... chain) {
        byte[] certificates = Wire.record(22, Wire.certificateMessage(chain.length > 0 ? chain : new byte[][] {Wire.noise(900)}));
        return server(Wire.join(Wire.record(22, Wire.hello12Message()), certificates, Wire.record(22, Wire.keyExchangeMessage()),
                Wire.record(22, Wire.helloDone())))
                .client(Wire.join(Wire.clientKeyExchange(), Wire.CCS, Wire.finished12())).server(Wire.join(Wire.CCS, Wire.finished12()))
                .client(Wire.data(300)).server(Wire.data(500));
    }

    /** One end stops. */
    public Conversations closed(Direction by, CloseKind kind) {
        observer.closed(Optional.of(by), kind, ++nanos);
        return this;
    }

    /** The connection while it is open. */
    public Connection open() {
        return connection(OptionalLong.empty());
    }

    /** The connection after its end. */
    public Connection ended() {
        return connection(OptionalLong.of(++nanos));
    }

    private Connection connection(OptionalLong end) {
        Observation seen = unwatched.orElseGet(observer::snapshot);
        return new Connection(id, openedAt, 0, Arrival.CONNECT, new Client(clientIp, 50_000, userAgent), new Destination(host, port), reach, seen,
                Optional.empty(), end);
    }

    /** A ClientHello record as the JDK sends it. */
    public static byte[] clientHello(String host) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            SSLEngine engine = context.createSSLEngine(host, 443);
            engine.setUseClientMode(true);
            ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), out);
            byte[] record = new byte[out.flip().remaining()];
            out.get(record);
            return record;
        } catch (GeneralSecurityException | SSLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** An alert record in the clear. */
    public static byte[] alert(int level, int code) {
        return new byte[] {0x15, 3, 3, 0, 2, (byte) level, (byte) code};
    }
}
