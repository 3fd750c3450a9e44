package io.helloscope.capture;

import io.helloscope.observe.Arrival;
import io.helloscope.observe.Client;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Direction;
import io.helloscope.observe.HandshakeObserver;
import io.helloscope.observe.HelloDelivery;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Stage;
import io.helloscope.observe.StreamKind;
import io.helloscope.tls.ClientHello;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** One connection while its packets come: who is the client, both directions in order, and the observer that watches them. */
final class Flow {
    private final FlowKey key;
    private final HandshakeObserver observer;
    private final HalfStream fromClient;
    private final HalfStream fromServer;
    private final PathWatch path = new PathWatch();
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
    private boolean told;

    Flow(FlowKey key, TcpSegment first, boolean sourceIsClient, ObserverLimits limits, Room room) {
        this.key = key;
        observer = new HandshakeObserver(limits);
        fromClient = new HalfStream(new Feeder(Direction.CLIENT), room);
        fromServer = new HalfStream(new Feeder(Direction.SERVER), room);
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
            if (observer.satisfied()) {
                observer.skipped(sender, length, nanos);
            } else {
                observer.bytes(sender, ByteBuffer.wrap(data, from, length), nanos);
            }
        }

        @Override
        public void missing(long count, long nanos) {
            observer.skipped(sender, count, nanos);
        }
    }

    FlowKey key() {
        return key;
    }

    /** Whether this SYN begins another connection between the same ends. */
    boolean isReplacedBy(TcpSegment segment) {
        return segment.has(TcpSegment.SYN) && !segment.has(TcpSegment.ACK) && segment.sequence != clientSequence;
    }

    /** Whether this segment shows that the ends, which nothing but their ports told apart, are the other way round. */
    boolean isMistakenAbout(TcpSegment segment) {
        return startMissing && !told && !clientSpoke && Ends.beginsHello(segment) && !isClient(segment.sourceHigh, segment.sourceLow, segment.sourcePort)
                && observer.snapshot().serverKind() != StreamKind.TLS;
    }

    void take(TcpSegment segment) {
        lastNanos = Math.max(lastNanos, segment.nanos);
        boolean client = isClient(segment.sourceHigh, segment.sourceLow, segment.sourcePort);
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
        path.packet(segment, client, half, fromServer.position() > 0);
        if (!half.started() && !segment.has(TcpSegment.RST)) {
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

    boolean isClient(long high, long low, int port) {
        return port == clientPort && low == clientLow && high == clientHigh;
    }

    /** A router said something about one of this connection's packets. */
    void icmp(PathFacts.RouterMessage message) {
        path.icmp(message);
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
        boolean known = sender == Direction.CLIENT ? clientFin : serverFin;
        if (!known && half.finished() && !reset) {
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

    /** Whether nothing more can follow; behind a reset there may still be what was on its way. */
    boolean endedInOrder() {
        return clientFin && serverFin && !reset;
    }

    boolean told() {
        return told;
    }

    long lastNanos() {
        return lastNanos;
    }

    long openedNanos() {
        return openedNanos;
    }

    /**
     * What has been seen; no more packets count.
     *
     * @param until how far the capture has come
     */
    CapturedConnection finish(long number, long until) {
        told = true;
        fromClient.flush(lastNanos);
        fromServer.flush(lastNanos);
        tellFin(Direction.CLIENT, fromClient);
        tellFin(Direction.SERVER, fromServer);
        Observation seen = observer.snapshot();
        String serverIp = Addresses.text(serverHigh, serverLow);
        Destination destination = new Destination(seen.clientHello().flatMap(ClientHello::serverName)
                .map(name -> name.toLowerCase(Locale.ROOT)).orElse(serverIp), serverPort);
        boolean oneDirection = !clientSpoke || !serverAnswered && !refused && clientWentOn;
        PathFacts facts = path.facts(fromClient.acknowledged());
        Connection connection = new Connection("%016x-%08x".formatted(openedNanos, number), Instant.ofEpochSecond(0, openedNanos), openedNanos,
                Arrival.CAPTURE, new Client(Addresses.text(clientHigh, clientLow), clientPort, Optional.empty()), destination,
                reach(serverIp, facts, until), seen, delivery(seen), ended() ? OptionalLong.of(lastNanos) : OptionalLong.empty());
        return new CapturedConnection(connection, startMissing, fromClient.incomplete() || fromServer.incomplete(), oneDirection, facts,
                Instant.ofEpochSecond(0, Math.max(until, lastNanos)), Optional.empty());
    }

    /** What became of a hello that nobody answered. */
    private Optional<HelloDelivery> delivery(Observation seen) {
        if (seen.bytesFromClient() == 0 || seen.bytesFromServer() > 0 || seen.stage().compareTo(Stage.HELLO) > 0 || !serverAnswered) {
            return Optional.empty();
        }
        long acknowledged = fromClient.acknowledged();
        return Optional.of(acknowledged <= 0 ? HelloDelivery.NONE
                : acknowledged < seen.bytesFromClient() ? HelloDelivery.PARTLY : HelloDelivery.ACKNOWLEDGED);
    }

    private Reach reach(String serverIp, PathFacts facts, long until) {
        if (serverAnswered || clientWentOn) {
            return new Reach.Connected(serverIp, serverPort, Optional.empty(),
                    new Reach.DialTimes(OptionalLong.empty(), facts.connectRoundTrip(), OptionalLong.empty()));
        }
        Optional<Reach.Failure> failure = facts.icmp().filter(message -> message.kind() != PathFacts.RouterMessage.Kind.TOO_BIG)
                .map(message -> Reach.Failure.UNREACHABLE).or(() -> refused ? Optional.of(Reach.Failure.REFUSED)
                        : path.triedInVain(until) ? Optional.of(Reach.Failure.TIMED_OUT) : Optional.empty());
        return failure.<Reach>map(why -> new Reach.Failed(why, Optional.of(serverIp), Optional.empty(), Optional.empty(), Reach.DialTimes.NONE))
                .orElseGet(Reach.Pending::new);
    }
}
