package io.helloscope.capture;

import io.helloscope.observe.Direction;
import java.util.Optional;

/**
 * What a router says about a TCP packet that it could not pass on, and which packet that was (RFC 792, RFC 1191, RFC 4443).
 *
 * @param kind what it says
 * @param mtu the size that would fit, 0 where it does not say
 * @param from the router
 */
record Icmp(PathFacts.RouterMessage.Kind kind, int mtu, String from, long sourceHigh, long sourceLow, int sourcePort, long targetHigh,
        long targetLow, int targetPort) {
    private static final long MAPPED = 0xffff_0000_0000L;

    PathFacts.RouterMessage message(boolean fromClient) {
        return new PathFacts.RouterMessage(kind, from, fromClient ? Direction.CLIENT : Direction.SERVER, mtu);
    }

    /** Empty where the message is another one or is not about TCP. */
    static Optional<Icmp> about(TcpSegment s) {
        byte[] d = s.data;
        int at = s.from;
        int end = s.from + s.length;
        int type = d[at] & 0xff;
        int code = d[at + 1] & 0xff;
        if (s.protocol == IpDecoder.ICMP) {
            return type == 3 ? four(s, d, at + 8, end, kind4(code), code == 4 ? IpDecoder.u16(d, at + 6) : 0) : Optional.empty();
        }
        return switch (type) {
            case 1 -> six(s, d, at + 8, end, code == 1 ? PathFacts.RouterMessage.Kind.PROHIBITED : PathFacts.RouterMessage.Kind.UNREACHABLE, 0);
            case 2 -> six(s, d, at + 8, end, PathFacts.RouterMessage.Kind.TOO_BIG, Math.max(0, IpDecoder.i32(d, at + 4)));
            default -> Optional.empty();
        };
    }

    private static PathFacts.RouterMessage.Kind kind4(int code) {
        return switch (code) {
            case 4 -> PathFacts.RouterMessage.Kind.TOO_BIG;
            case 9, 10, 13 -> PathFacts.RouterMessage.Kind.PROHIBITED;
            default -> PathFacts.RouterMessage.Kind.UNREACHABLE;
        };
    }

    private static Optional<Icmp> four(TcpSegment s, byte[] d, int at, int end, PathFacts.RouterMessage.Kind kind, int mtu) {
        if (at + 28 > end || (d[at] & 0xf0) != 0x40 || (d[at + 9] & 0xff) != IpDecoder.TCP) {
            return Optional.empty();
        }
        int tcp = at + (d[at] & 0x0f) * 4;
        if (tcp < at + 20 || tcp + 4 > end) {
            return Optional.empty();
        }
        return Optional.of(new Icmp(kind, mtu, Addresses.text(s.sourceHigh, s.sourceLow), 0, MAPPED | IpDecoder.i32(d, at + 12) & 0xffffffffL,
                IpDecoder.u16(d, tcp), 0, MAPPED | IpDecoder.i32(d, at + 16) & 0xffffffffL, IpDecoder.u16(d, tcp + 2)));
    }

    private static Optional<Icmp> six(TcpSegment s, byte[] d, int at, int end, PathFacts.RouterMessage.Kind kind, int mtu) {
        if (at + 44 > end || (d[at] & 0xf0) != 0x60 || (d[at + 6] & 0xff) != IpDecoder.TCP) {
            return Optional.empty();
        }
        int tcp = at + 40;
        return Optional.of(new Icmp(kind, mtu, Addresses.text(s.sourceHigh, s.sourceLow), IpDecoder.i64(d, at + 8), IpDecoder.i64(d, at + 16),
                IpDecoder.u16(d, tcp), IpDecoder.i64(d, at + 24), IpDecoder.i64(d, at + 32), IpDecoder.u16(d, tcp + 2)));
    }
}
