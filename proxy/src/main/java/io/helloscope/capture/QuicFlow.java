package io.helloscope.capture;

import io.helloscope.observe.Arrival;
import io.helloscope.observe.Client;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Direction;
import io.helloscope.observe.HandshakeObserver;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.Reach;
import io.helloscope.tls.ClientHello;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One QUIC connection (RFC 9000): the handshake messages of its Initial packets reach the observer as if they had come in TLS records,
 * a CONNECTION_CLOSE with a TLS alert as that alert. What comes behind them is encrypted with keys that only the ends have.
 */
final class QuicFlow implements QuicFrames.Taker {
    /** Packets that are tried: a hello takes a few, and whoever sends more wants to keep us busy. */
    private static final int MOST_TRIED = 64;
    private static final int MOST_RECORD = 1 << 14;
    private static final int CRYPTO_ERROR = 0x100;
    private static final int LONG = 0xc0;

    private final FlowKey key;
    private final TcpSegment first = new TcpSegment();
    private final HandshakeObserver observer;
    private final HalfStream fromClient;
    private final HalfStream fromServer;
    private final TcpSegment piece = new TcpSegment();
    private QuicVersion version;
    private QuicKeys clientKeys;
    private QuicKeys serverKeys;
    private List<String> offered = List.of();
    private int tried;
    private boolean clientData;
    private boolean serverData;
    private String close = "";
    private boolean serverAnswered;
    private Direction sender = Direction.CLIENT;
    private long lastNanos;

    QuicFlow(FlowKey key, TcpSegment first, QuicHeader header, ObserverLimits limits, Room room) {
        this.key = key;
        this.first.sourceHigh = first.sourceHigh;
        this.first.sourceLow = first.sourceLow;
        this.first.sourcePort = first.sourcePort;
        this.first.targetHigh = first.targetHigh;
        this.first.targetLow = first.targetLow;
        this.first.targetPort = first.targetPort;
        this.first.nanos = first.nanos;
        observer = HandshakeObserver.overQuic(limits);
        fromClient = new HalfStream(new Feeder(Direction.CLIENT), room);
        fromServer = new HalfStream(new Feeder(Direction.SERVER), room);
        fromClient.start(0);
        fromServer.start(0);
        version = header.version().orElseThrow();
        keys(header.target());
    }

    private void keys(byte[] connectionId) {
        clientKeys = QuicKeys.of(version, connectionId, true);
        serverKeys = QuicKeys.of(version, connectionId, false);
    }

    private final class Feeder implements HalfStream.Receiver {
        private final Direction from;

        private Feeder(Direction from) {
            this.from = from;
        }

        @Override
        public void bytes(byte[] data, int start, int length, long nanos) {
            for (int at = 0; at < length; at += MOST_RECORD) {
                int part = Math.min(MOST_RECORD, length - at);
                ByteBuffer record = ByteBuffer.allocate(5 + part).put((byte) 22).putShort((short) 0x0303).putShort((short) part).put(data, start + at, part);
                observer.bytes(from, record.flip(), nanos);
            }
        }

        @Override
        public void missing(long count, long nanos) {
            observer.skipped(from, count, nanos);
        }
    }

    FlowKey key() {
        return key;
    }

    long lastNanos() {
        return lastNanos;
    }

    boolean ended() {
        return !close.isEmpty();
    }

    /** One datagram, which may hold several packets. */
    void take(TcpSegment s) {
        lastNanos = Math.max(lastNanos, s.nanos);
        boolean client = s.sourcePort == first.sourcePort && s.sourceLow == first.sourceLow && s.sourceHigh == first.sourceHigh;
        sender = client ? Direction.CLIENT : Direction.SERVER;
        serverAnswered |= !client;
        int end = s.from + s.length;
        int at = s.from;
        while (at < end && (s.data[at] & LONG) == LONG) {
            Optional<QuicHeader> header = QuicHeader.read(s.data, at, end);
            if (header.isEmpty()) {
                return;
            }
            packet(Arrays.copyOfRange(s.data, at, Math.min(end, header.get().end())), header.get(), at, client, s.nanos);
            at = header.get().end();
        }
        if (at == s.from && (s.data[at] & LONG) == 0x40) {
            clientData |= client;
            serverData |= !client;
        }
    }

    private void packet(byte[] packet, QuicHeader header, int at, boolean client, long nanos) {
        if (!header.negotiated().isEmpty() && !client) {
            offered = header.negotiated();
            return;
        }
        if (!header.initial() || header.end() - at > packet.length || tried >= MOST_TRIED) {
            return;
        }
        if (header.version().isPresent() && header.version().get().number() != version.number()) {
            // A server may go on in another version that the client understands (RFC 9368).
            version = header.version().get();
            if (client) {
                keys(header.target());
            }
        }
        tried++;
        int number = header.number() - at;
        Optional<byte[]> frames = (client ? clientKeys : serverKeys).open(packet, number, packet.length);
        if (frames.isEmpty() && client) {
            // After a Retry the client begins anew with the id that the server gave it.
            keys(header.target());
            frames = clientKeys.open(packet, number, packet.length);
        }
        frames.ifPresent(clear -> QuicFrames.read(clear, nanos, this));
    }

    @Override
    public void crypto(long offset, byte[] data, int from, int length, long nanos) {
        if (offset > Integer.MAX_VALUE - length) {
            return;
        }
        piece.sequence = (int) offset;
        piece.data = data;
        piece.from = from;
        piece.length = length;
        piece.wireLength = length;
        piece.nanos = nanos;
        (sender == Direction.CLIENT ? fromClient : fromServer).data(piece);
    }

    @Override
    public void close(long code, String reason, long nanos) {
        if (ended()) {
            return;
        }
        boolean alert = code >= CRYPTO_ERROR && code < CRYPTO_ERROR + 256;
        close = (alert ? "TLS alert " + (code - CRYPTO_ERROR) : "transport error 0x%x".formatted(code)) + (reason.isEmpty() ? "" : ": " + reason);
        if (alert) {
            observer.bytes(sender, ByteBuffer.wrap(new byte[] {21, 3, 3, 0, 2, 2, (byte) (code - CRYPTO_ERROR)}), nanos);
        }
        observer.closed(Optional.of(sender), CloseKind.FIN, nanos);
    }

    CapturedConnection finish(long number, long until) {
        Observation seen = observer.snapshot();
        String serverIp = Addresses.text(first.targetHigh, first.targetLow);
        Destination destination = new Destination(seen.clientHello().flatMap(ClientHello::serverName)
                .map(name -> name.toLowerCase(Locale.ROOT)).orElse(serverIp), first.targetPort);
        Connection connection = new Connection("%016x-%08x".formatted(first.nanos, number), Instant.ofEpochSecond(0, first.nanos), first.nanos,
                Arrival.CAPTURE, new Client(Addresses.text(first.sourceHigh, first.sourceLow), first.sourcePort, Optional.empty()), destination,
                new Reach.Connected(serverIp, first.targetPort, Optional.empty(), Reach.DialTimes.NONE), seen, Optional.empty(),
                ended() ? OptionalLong.of(lastNanos) : OptionalLong.empty());
        PathFacts path = new PathFacts(Optional.empty(), OptionalLong.empty(), OptionalLong.empty(), 0, Optional.empty(), 0, 0);
        return new CapturedConnection(connection, seen.clientHello().isEmpty(), false, !serverAnswered, path,
                Instant.ofEpochSecond(0, Math.max(until, lastNanos)),
                Optional.of(new QuicFacts(version.name(), offered, clientData && serverData, close)));
    }
}
