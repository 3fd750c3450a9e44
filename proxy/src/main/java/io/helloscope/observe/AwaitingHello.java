package io.helloscope.observe;

import io.helloscope.bytes.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The first bytes of a direction: too few to tell what it is, or the rest of an SSL 2.0-compatible hello, which has a framing of its
 * own and after which it is told anew.
 */
final class AwaitingHello implements DirectionState {
    private final Side side;
    private final long offset;
    private final boolean afterSslv2;
    private byte[] first = new byte[FirstBytes.MOST];
    private int count;
    private int sslv2Length;

    /** Reads from this offset of its direction on; after an SSL 2.0 hello what is not TLS is SSL 2.0. */
    AwaitingHello(Side side, long offset, boolean afterSslv2) {
        this.side = side;
        this.offset = offset;
        this.afterSslv2 = afterSslv2;
    }

    @Override
    public DirectionState take(ByteBuffer view) {
        side.handshake().takeTurn();
        if (sslv2Length > 0) {
            return sslv2Hello(view);
        }
        first[count++] = view.get();
        StreamKind kind = FirstBytes.kind(side.sender(), first, count);
        if (kind == StreamKind.UNDECIDED) {
            return this;
        }
        if (afterSslv2) {
            return replay(kind == StreamKind.TLS ? new InHandshake(side, offset) : new NotTls(side, offset));
        }
        side.kind(kind);
        return switch (kind) {
            case TLS -> replay(new InHandshake(side, offset));
            case SSLV2 -> side.sender() == Direction.CLIENT ? beginSslv2Hello() : replay(new NotTls(side, offset));
            case NOT_TLS, NOTHING, UNDECIDED -> replay(new NotTls(side, offset));
        };
    }

    private DirectionState replay(DirectionState next) {
        ByteBuffer seen = ByteBuffer.wrap(first, 0, count);
        DirectionState state = next;
        while (seen.hasRemaining()) {
            state = state.take(seen);
        }
        return state;
    }

    private DirectionState beginSslv2Hello() {
        sslv2Length = 2 + ((first[0] & 0x7f) << 8 | first[1] & 0xff);
        return this;
    }

    private DirectionState sslv2Hello(ByteBuffer view) {
        int part = Math.min(sslv2Length - count, view.remaining());
        if (count + part > first.length) {
            first = Arrays.copyOf(first, Math.min(sslv2Length, Math.max(count + part, 2 * first.length)));
        }
        view.get(first, count, part);
        count += part;
        if (count < sslv2Length) {
            return this;
        }
        side.handshake().messages().sslv2Hello(Bytes.copyOf(first, 2, count), offset);
        return new AwaitingHello(side, offset + count, true);
    }

    @Override
    public Bytes excerpt() {
        return sslv2Length > 0 || afterSslv2 ? Bytes.EMPTY : Bytes.copyOf(first, 0, count);
    }
}
