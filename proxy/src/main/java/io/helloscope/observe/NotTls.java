package io.helloscope.observe;

import io.helloscope.bytes.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes that are not TLS: the first are kept. Where the client takes its turn after the server has spoken, or a database's request
 * for TLS is complete, its next bytes are looked at: a ClientHello there is the begin of TLS in the same stream.
 */
final class NotTls implements DirectionState {
    /** So much plaintext of one direction, and it will not become TLS. */
    private static final int ENOUGH = 64 * 1024;
    private static final int NO_TURN = -1;

    private final Side side;
    private final Handshake handshake;
    private final boolean client;
    private final int limit;
    private long position;
    private long passed;
    private byte[] kept = new byte[0];
    private int filled;
    private final byte[] turn;
    private int matched = NO_TURN;

    /** Reads from this offset of its direction on. */
    NotTls(Side side, long offset) {
        this.side = side;
        this.handshake = side.handshake();
        this.client = side.sender() == Direction.CLIENT;
        this.limit = handshake.facts().limits.excerpt();
        this.position = offset;
        this.turn = new byte[client ? HelloPattern.LENGTH : 0];
    }

    @Override
    public DirectionState take(ByteBuffer view) {
        boolean mayBegin = client && (handshake.takeTurn() || Upgrade.mysqlRequestEndsAt(passed, kept, filled));
        if (mayBegin && matched == NO_TURN) {
            matched = 0;
        }
        if (matched != NO_TURN && look(view)) {
            return matched == HelloPattern.LENGTH ? upgraded() : this;
        }
        int part = view.remaining();
        if (client && passed < Upgrade.MYSQL_REQUEST) {
            part = (int) Math.min(part, Upgrade.MYSQL_REQUEST - passed);
        }
        keep(view, part);
        settleWhereDecided();
        return this;
    }

    /** Compares the begin of a turn with a ClientHello; answers whether it is one so far. */
    private boolean look(ByteBuffer view) {
        while (view.hasRemaining() && matched < HelloPattern.LENGTH) {
            byte next = view.get(view.position());
            if (!HelloPattern.matches(matched, next & 0xff)) {
                keep(ByteBuffer.wrap(turn, 0, matched), matched);
                matched = NO_TURN;
                return false;
            }
            turn[matched++] = view.get();
        }
        return true;
    }

    private DirectionState upgraded() {
        Side server = handshake.otherThan(side);
        if (server.kind() != StreamKind.NOT_TLS && server.kind() != StreamKind.UNDECIDED) {
            keep(ByteBuffer.wrap(turn, 0, matched), matched);
            matched = NO_TURN;
            return this;
        }
        handshake.facts().startedBy = Optional.of(Upgrade.name(excerpt(), server.excerpt()));
        side.kind(StreamKind.TLS);
        server.kind(StreamKind.NOTHING);
        server.become(new AwaitingHello(server, server.bytes(), false));
        ByteBuffer seen = ByteBuffer.wrap(turn);
        DirectionState state = new InHandshake(side, position);
        while (seen.hasRemaining()) {
            state = state.take(seen);
        }
        return state;
    }

    private void keep(ByteBuffer view, int part) {
        passed += part;
        position += part;
        int more = Math.min(part, limit - filled);
        if (more > 0) {
            if (filled + more > kept.length) {
                kept = Arrays.copyOf(kept, Math.min(limit, Math.max(filled + more, Math.max(64, 2 * kept.length))));
            }
            view.get(view.position(), kept, filled, more);
            filled += more;
        }
        view.position(view.position() + part);
    }

    private void settleWhereDecided() {
        boolean bothPlain = client && passed > limit && handshake.otherThan(side).kind() == StreamKind.NOT_TLS;
        if (passed > ENOUGH || bothPlain) {
            handshake.settle();
        }
    }

    @Override
    public Bytes excerpt() {
        return Bytes.copyOf(kept, 0, filled);
    }
}
