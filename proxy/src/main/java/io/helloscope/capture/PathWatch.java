package io.helloscope.capture;

import io.helloscope.observe.Direction;
import java.util.Optional;
import java.util.OptionalLong;

/** Gathers what only packets tell of one connection's path. */
final class PathWatch {
    /** Several SYNs without an answer for so long: the client's system has given up, or will. */
    private static final long IN_VAIN = 3_000_000_000L;
    private static final long NEVER = Long.MIN_VALUE;

    private final PacketMarks client = new PacketMarks(Direction.CLIENT);
    private final PacketMarks server = new PacketMarks(Direction.SERVER);
    private long syn = NEVER;
    private int syns;
    private long synAnswered = NEVER;
    private long firstData = NEVER;
    private long answered = NEVER;
    private int firstSegment;
    private int helloRepeats;
    private Optional<PathFacts.RouterMessage> icmp = Optional.empty();

    void packet(TcpSegment s, boolean fromClient, HalfStream half, boolean serverHasSpoken) {
        PacketMarks marks = fromClient ? client : server;
        if (s.has(TcpSegment.RST)) {
            boolean known = half.started();
            marks.reset(s, known, known ? half.nextNumber() : 0);
            answer(s, fromClient);
            return;
        }
        marks.packet(s);
        if (s.has(TcpSegment.SYN)) {
            syn(s, fromClient);
        }
        if (s.wireLength > 0 && fromClient) {
            if (firstData == NEVER) {
                firstData = s.nanos;
                firstSegment = s.wireLength;
            } else if (!serverHasSpoken && half.started() && half.positionOf(s.sequence) + s.wireLength <= half.position()
                    && s.wireLength > 1) {
                helloRepeats++;
            }
        } else if (s.wireLength > 0) {
            answer(s, false);
        }
    }

    private void syn(TcpSegment s, boolean fromClient) {
        if (fromClient && !s.has(TcpSegment.ACK)) {
            syns++;
            // The round trip of a repeated one cannot be told: which of them was answered?
            syn = syns == 1 ? s.nanos : syn;
        } else if (!fromClient && synAnswered == NEVER) {
            synAnswered = s.nanos;
        }
    }

    private void answer(TcpSegment s, boolean fromClient) {
        if (!fromClient && answered == NEVER && firstData != NEVER) {
            answered = s.nanos;
        }
    }

    void icmp(PathFacts.RouterMessage message) {
        if (icmp.isEmpty()) {
            icmp = Optional.of(message);
        }
    }

    /** Whether the client asked for a connection again and again and nobody answered. */
    boolean triedInVain(long until) {
        return syns > 0 && synAnswered == NEVER && (syns > 1 || icmp.isPresent()) && until - syn >= IN_VAIN;
    }

    PathFacts facts(long acknowledgedFromClient) {
        Optional<PathFacts.ForeignReset> foreign = server.foreignReset().or(client::foreignReset);
        return new PathFacts(foreign, syns == 1 ? between(syn, synAnswered) : OptionalLong.empty(), between(firstData, answered), helloRepeats, icmp,
                acknowledgedFromClient, firstSegment);
    }

    private static OptionalLong between(long from, long to) {
        return from == NEVER || to == NEVER || to < from ? OptionalLong.empty() : OptionalLong.of(to - from);
    }
}
