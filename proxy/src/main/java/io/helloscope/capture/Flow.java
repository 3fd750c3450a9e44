package io.helloscope.capture;

import io.helloscope.bytes.Bytes;
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
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** One connection while its packets come: who is the client, both directions in order, and the observer that watches them. */
final class Flow {
    private final HandshakeObserver observer;
    private final HalfStream fromClient;
    private final HalfStream fromServer;
    private final long clientHigh;
    private final long clientLow;
    private final int clientPort;
    private final long serverHigh;
    private final long serverLow;
    private final int serverPort;
    private final long openedNanos;
    private final int clientSequence;
    private boolean startMissing;
    private boolean clientWentOn;
    private boolean serverAnswered;
    private boolean clientSpoke;
    private boolean refused;
    private boolean reset;
    private boolean clientFin;
    private boolean serverFin;
    private long lastNanos;

    Flow(TcpSegment first, boolean sourceIsClient, ObserverLimits limits) {
        observer = new HandshakeObserver(limits);
        fromClient = new HalfStream(new Feeder(Direction.CLIENT));
        fromServer = new HalfStream(new Feeder(Direction.SERVER));
        clientHigh = sourceIsClient ? first.sourceHigh : first.targetHigh;
        clientLow = sourceIsClient ? first.sourceLow : first.targetLow;
        clientPort = sourceIsClient ? first.sourcePort : first.targetPort;
        serverHigh = sourceIsClient ? first.targetHigh : first.sourceHigh;
        serverLow = sourceIsClient ? first.targetLow : first.sourceLow;
        serverPort = sourceIsClient ? first.targetPort : first.sourcePort;
        openedNanos = first.nanos;
        lastNanos = first.nanos;
        startMissing = !(first.has(TcpSegment.SYN) && !first.has(TcpSegment.ACK));
        clientSequence = sequenceOfSyn(first, sourceIsClient);
    }

    /** The client's first number, as far as one segment tells it: packets may be captured before those they follow. */
    private static int sequenceOfSyn(TcpSegment first, boolean sourceIsClient) {
        if (sourceIsClient) {
            return first.has(TcpSegment.SYN) ? first.sequence : first.sequence - 1;
        }
        return first.acknowledged - 1;
    }

    private final class Feeder implements HalfStream.Receiver {
        private final Direction sender;

        private Feeder(Direction sender) {
            this.sender = sender;
        }

        @Override
        public void bytes(byte[] data, int from, int length, long nanos) {
            observer.bytes(sender, ByteBuffer.wrap(data, from, length), nanos);
        }

        @Override
        public void missing(long count, long nanos) {
            observer.skipped(sender, count, nanos);
        }
    }

    /** Whether this SYN begins another connection between the same ends. */
    boolean isReplacedBy(TcpSegment segment) {
        return segment.has(TcpSegment.SYN) && !segment.has(TcpSegment.ACK) && segment.sequence != clientSequence;
    }

    void take(TcpSegment segment) {
        lastNanos = Math.max(lastNanos, segment.nanos);
        boolean client = segment.sourcePort == clientPort && segment.sourceLow == clientLow && segment.sourceHigh == clientHigh;
        HalfStream half = client ? fromClient : fromServer;
        if (client) {
            clientSpoke = true;
            clientWentOn |= !segment.has(TcpSegment.SYN);
        } else if (!segment.has(TcpSegment.RST) || segment.wireLength > 0 || startMissing || clientWentOn) {
            serverAnswered = true;
        }
        if (segment.has(TcpSegment.SYN)) {
            if (client && !segment.has(TcpSegment.ACK)) {
                startMissing = false;
            }
            // What a SYN carries (RFC 7413) has the number after its own.
            segment.sequence++;
        }
        if (!half.started()) {
            half.start(segment.sequence);
        }
        HalfStream other = client ? fromServer : fromClient;
        if (other.started() && segment.has(TcpSegment.ACK) && !segment.has(TcpSegment.RST)) {
            other.acknowledged(segment.acknowledged);
        }
        if (segment.wireLength > 0 && !segment.has(TcpSegment.RST)) {
            half.data(segment);
        }
        ends(segment, client ? Direction.CLIENT : Direction.SERVER, half);
    }

    private void ends(TcpSegment segment, Direction sender, HalfStream half) {
        if (segment.has(TcpSegment.RST)) {
            refused |= sender == Direction.SERVER && !serverAnswered;
            if (!reset) {
                reset = true;
                fromClient.flush(segment.nanos);
                fromServer.flush(segment.nanos);
                observer.closed(Optional.of(sender), CloseKind.RESET, segment.nanos);
            }
            return;
        }
        if (segment.has(TcpSegment.FIN)) {
            half.fin(segment);
        }
        tellFin(sender, half);
    }

    private void tellFin(Direction sender, HalfStream half) {
        boolean told = sender == Direction.CLIENT ? clientFin : serverFin;
        if (!told && half.finished() && !reset) {
            observer.closed(Optional.of(sender), CloseKind.FIN, half.finNanos());
            if (sender == Direction.CLIENT) {
                clientFin = true;
            } else {
                serverFin = true;
            }
        }
    }

    boolean ended() {
        return reset || clientFin && serverFin;
    }

    long lastNanos() {
        return lastNanos;
    }

    long openedNanos() {
        return openedNanos;
    }

    /** No more packets: what has been seen. */
    CapturedConnection finish(long number) {
        fromClient.flush(lastNanos);
        fromServer.flush(lastNanos);
        tellFin(Direction.CLIENT, fromClient);
        tellFin(Direction.SERVER, fromServer);
        Observation seen = observer.snapshot();
        String serverIp = text(serverHigh, serverLow);
        Destination destination = new Destination(seen.clientHello().flatMap(ClientHello::serverName)
                .map(name -> name.toLowerCase(java.util.Locale.ROOT)).orElse(serverIp), serverPort);
        boolean oneDirection = !clientSpoke || !serverAnswered && !refused;
        Connection connection = new Connection("%016x-%08x".formatted(openedNanos, number), Instant.ofEpochSecond(0, openedNanos), openedNanos,
                Arrival.CAPTURE, new Client(text(clientHigh, clientLow), clientPort, Optional.empty()), destination, reach(serverIp), seen,
                Optional.empty(), ended() ? OptionalLong.of(lastNanos) : OptionalLong.empty());
        return new CapturedConnection(connection, startMissing, fromClient.incomplete() || fromServer.incomplete(), oneDirection);
    }

    private Reach reach(String serverIp) {
        if (serverAnswered) {
            return new Reach.Connected(serverIp, serverPort, Optional.empty(), Reach.DialTimes.NONE);
        }
        return refused
                ? new Reach.Failed(Reach.Failure.REFUSED, Optional.of(serverIp), Optional.empty(), Optional.empty(), Reach.DialTimes.NONE)
                : new Reach.Pending();
    }

    private static String text(long high, long low) {
        byte[] raw = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        try {
            // A mapped address comes back as IPv4.
            String text = InetAddress.getByAddress(raw).getHostAddress();
            return text;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(Bytes.of(raw).hex(), impossible);
        }
    }
}
