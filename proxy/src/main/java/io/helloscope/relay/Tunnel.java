package io.helloscope.relay;

import io.helloscope.observe.Arrival;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Direction;
import io.helloscope.observe.HelloDelivery;
import io.helloscope.observe.Observation;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Stage;
import io.helloscope.observe.StreamKind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client joined with one server. Confined to the event loop of both, hence no volatile. */
final class Tunnel {
    private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);
    /** How long a server's answer that decides nothing by itself must have stood before it is told of. */
    private static final long STANDS_NANOS = Duration.ofSeconds(3).toNanos();

    /** The list of the loop's tunnels goes through these. */
    Tunnel previous;
    Tunnel next;

    private final Side client;
    private final Side server;
    private final Connection opened;
    private final Tap tap;
    private final Telling telling;
    private final Tunnels tunnels;
    private final long startedNanos = System.nanoTime();
    private Optional<HelloDelivery> delivery = Optional.empty();
    private boolean holding;
    private boolean releaseScheduled;
    private boolean decided;
    private boolean endedByProxy;
    private int closedSides;
    private long countedFromClient;
    private long countedFromServer;
    /** What the last sweep saw; a change is a sign of life. */
    private long sweptBytes;
    private long sweptUnsent;
    private long lastSignNanos = startedNanos;
    /** Bytes have passed since the watcher was last asked. */
    private boolean lookAgain;

    Tunnel(Channel client, Channel server, Connection opened, Tap tap, Telling telling, Tunnels tunnels) {
        this.client = new Side(this, Direction.CLIENT, client);
        this.server = new Side(this, Direction.SERVER, server);
        this.opened = opened;
        this.tap = tap;
        this.telling = telling;
        this.tunnels = tunnels;
    }

    void start(ByteBuf early) {
        tunnels.add(this);
        client.start(server, tunnels.settings);
        server.start(client, tunnels.settings);
        if (early.isReadable()) {
            passing(client, early);
            server.send(early);
            server.flush();
        } else {
            early.release();
            // Only a CONNECT's 200 must not share a segment with the server's first bytes.
            if (opened.arrival() == Arrival.CONNECT && !tunnels.settings.hold(opened.destination().port()).isZero()) {
                holding = true;
                client.hold();
            }
        }
        client.read();
        server.read();
    }

    /** These bytes of this side pass. */
    void passing(Side from, ByteBuf buffer) {
        if (tap.bytes(from.direction(), buffer, System.nanoTime())) {
            decide();
        }
        if (holding) {
            if (from == client) {
                release();
            } else {
                releaseInTime();
            }
        }
    }

    /** A side has more to send than it should. */
    void full(Side side) {
        if (holding && side == client) {
            tunnels.counters.boundHit("server-first-hold");
            release();
        }
    }

    /** A side's peer has stopped to send. */
    void ended(Side side, CloseKind kind) {
        if (side == client) {
            readDelivery();
        }
        lastSignNanos = System.nanoTime();
        tap.closed(Optional.of(side.direction()), kind, lastSignNanos);
        if (holding) {
            if (side == client) {
                release();
            } else {
                releaseInTime();
            }
        }
    }

    /** Both ends of both connections have passed: nothing is left to do. */
    void partedIfBothDone() {
        if (client.done() && server.done()) {
            client.close();
            server.close();
        }
    }

    /** A side's channel is closed. */
    void closed() {
        if (++closedSides < 2) {
            return;
        }
        tunnels.remove(this);
        countBytes();
        telling.ended(connection(OptionalLong.of(System.nanoTime())));
    }

    /** This program wants it to end. */
    void closeByProxy() {
        endByProxy(CloseKind.FIN);
    }

    /** Something that is no end of a peer: a mistake of ours. */
    void failed(Throwable cause) {
        LOG.error("A tunnel failed and is closed", cause);
        endByProxy(CloseKind.FIN);
    }

    /** Once a second. */
    void sweep(long now) {
        countBytes();
        long bytes = tap.fromClient() + tap.fromServer();
        long unsent = client.unsent() + server.unsent();
        if (bytes != sweptBytes || unsent != sweptUnsent) {
            lookAgain |= bytes != sweptBytes;
            sweptBytes = bytes;
            sweptUnsent = unsent;
            lastSignNanos = now;
            return;
        }
        long silent = now - lastSignNanos;
        if (!decided && lookAgain && silent >= STANDS_NANOS) {
            lookAgain = false;
            decideWhereItStands();
        }
        Duration limit = client.ending() || server.ending() ? tunnels.settings.halfClosedIdle() : tunnels.settings.idle();
        if (!limit.isZero() && silent >= limit.toNanos()) {
            endByProxy(CloseKind.TIMEOUT);
        }
    }

    private void endByProxy(CloseKind kind) {
        if (!endedByProxy && closedSides < 2) {
            endedByProxy = true;
            readDelivery();
            tap.closed(Optional.empty(), kind, System.nanoTime());
        }
        client.close();
        server.close();
    }

    private void releaseInTime() {
        long left = tunnels.settings.hold(opened.destination().port()).toNanos() - (System.nanoTime() - startedNanos);
        if (left <= 0) {
            release();
        } else if (!releaseScheduled) {
            releaseScheduled = true;
            client.channel().eventLoop().schedule(this::release, left, TimeUnit.NANOSECONDS);
        }
    }

    private void release() {
        if (holding) {
            holding = false;
            client.release();
        }
    }

    private void decide() {
        if (!decided) {
            decided = true;
            telling.decided(connection(OptionalLong.empty()));
        }
    }

    private void decideWhereItStands() {
        Observation seen = tap.snapshot();
        boolean established = seen.stage().compareTo(Stage.ESTABLISHED) >= 0;
        boolean otherAnswer = seen.serverKind() == StreamKind.NOT_TLS || seen.serverKind() == StreamKind.SSLV2;
        boolean hello = seen.stage().compareTo(Stage.HELLO) >= 0;
        if (established || otherAnswer && hello) {
            decide();
        }
    }

    /** To be read before anything is closed: TCP forgets. */
    private void readDelivery() {
        boolean unanswered = tap.fromClient() > 0 && tap.fromServer() == 0;
        boolean direct = opened.reach() instanceof Reach.Connected reached && reached.nextProxy().isEmpty();
        if (unanswered && direct && delivery.isEmpty()) {
            delivery = TcpState.delivery(server.channel(), tap.fromClient(), server.unsent());
        }
    }

    private void countBytes() {
        long fromClient = tap.fromClient() - countedFromClient;
        long fromServer = tap.fromServer() - countedFromServer;
        if (fromClient + fromServer > 0) {
            tunnels.counters.bytes(fromClient, fromServer);
            countedFromClient += fromClient;
            countedFromServer += fromServer;
        }
    }

    private Connection connection(OptionalLong endedNanos) {
        return new Connection(opened.id(), opened.openedAt(), opened.openedNanos(), opened.arrival(), opened.client(),
                opened.destination(), opened.reach(), tap.snapshot(), delivery, endedNanos);
    }
}
