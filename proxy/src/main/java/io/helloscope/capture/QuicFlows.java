package io.helloscope.capture;

import io.helloscope.observe.ObserverLimits;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The QUIC connections that are open; bounded, the one that was silent longest goes first. */
final class QuicFlows {
    private static final int MOST_OPEN = 4096;
    /** QUIC says no goodbye that can be read: after so long without a packet it counts as over. */
    private static final long SILENT = 60_000_000_000L;
    private static final int LONG_AND_FIXED = 0xc0;
    private static final int LEAST = 21;

    private final ObserverLimits limits;
    private final Room room;
    private final Consumer<QuicFlow> receiver;
    private final Map<FlowKey, QuicFlow> open = new LinkedHashMap<>(16, 0.75f, true);
    private final FlowKey asked = FlowKey.of(new TcpSegment());

    QuicFlows(ObserverLimits limits, Room room, Consumer<QuicFlow> receiver) {
        this.limits = limits;
        this.room = room;
        this.receiver = receiver;
    }

    void take(TcpSegment s, long now) {
        if (s.length == 0 || open.isEmpty() && !begins(s)) {
            return;
        }
        asked.tell(s);
        QuicFlow flow = open.get(asked);
        if (flow == null) {
            Optional<QuicHeader> header = begins(s) ? QuicHeader.read(s.data, s.from, s.from + s.length).filter(QuicHeader::initial) : Optional.empty();
            if (header.isEmpty()) {
                return;
            }
            FlowKey key = asked.copy();
            flow = new QuicFlow(key, s, header.get(), limits, room);
            open.put(key, flow);
        }
        flow.take(s);
        tellQuietest(now);
    }

    /** A client's first datagram is at least 1200 bytes long on the wire. */
    private static boolean begins(TcpSegment s) {
        return s.length >= LEAST && (s.data[s.from] & LONG_AND_FIXED) == LONG_AND_FIXED && s.wireLength >= 1200;
    }

    private void tellQuietest(long now) {
        Iterator<QuicFlow> quietest = open.values().iterator();
        while (quietest.hasNext()) {
            QuicFlow flow = quietest.next();
            if (open.size() <= MOST_OPEN && now - flow.lastNanos() <= SILENT) {
                return;
            }
            quietest.remove();
            receiver.accept(flow);
        }
    }

    /** Tells those that said goodbye. */
    void idle() {
        open.values().removeIf(flow -> {
            if (flow.ended()) {
                receiver.accept(flow);
            }
            return flow.ended();
        });
    }

    void end() {
        open.values().forEach(receiver);
        open.clear();
    }
}
