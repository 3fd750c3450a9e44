package io.helloscope.capture;

import io.helloscope.observe.ObserverLimits;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipException;

/**
 * Reads a capture and tells each TCP and QUIC connection when it has ended, the same way as the relay tells its own. Memory is bounded by
 * the number of connections that are open at the same time, and that number too: beyond it the one that was silent longest is told.
 */
public final class Capture {
    private static final int FEWEST_OPEN = 4096;
    private static final int MOST_OPEN = 200_000;
    /** About what an open connection takes, with its hello and its certificates. */
    private static final int OPEN_BYTES = 12 * 1024;
    /** After its end a connection may still see late packets for so long. */
    private static final long LINGER = 5_000_000_000L;

    private final ObserverLimits limits;
    private final Consumer<CapturedConnection> receiver;
    private final Map<FlowKey, Flow> open = new LinkedHashMap<>(1024, 0.75f, true);
    private final ArrayDeque<Flow> ended = new ArrayDeque<>();
    private final int mostOpen = (int) Math.max(FEWEST_OPEN, Math.min(MOST_OPEN, Runtime.getRuntime().maxMemory() / 2 / OPEN_BYTES));
    private final Room room = Room.ofThisProcess();
    private final QuicFlows quic;
    private final PacketDecoder decoder = new PacketDecoder();
    private final FlowKey asked = FlowKey.of(new TcpSegment());
    private long number;
    private long latest = Long.MIN_VALUE;

    /** What takes these connections. */
    public Capture(ObserverLimits limits, Consumer<CapturedConnection> receiver) {
        this.limits = limits;
        this.receiver = receiver;
        this.quic = new QuicFlows(limits, room, flow -> this.receiver.accept(flow.finish(number++, latest)));
    }

    /**
     * Reads to the end.
     *
     * @param in a pcap or pcapng file, also compressed by gzip; not closed
     * @param receiver takes the connections, each once, those that never ended last
     * @return what is wrong with the file after the packets that were read, where something is
     * @throws CaptureFormatException where it is no capture at all
     * @throws IOException where it cannot be read
     */
    public static Optional<String> read(InputStream in, ObserverLimits limits, Consumer<CapturedConnection> receiver) throws IOException {
        return new Capture(limits, receiver).read(in);
    }

    /** Reads one capture to its end; once. */
    public Optional<String> read(InputStream in) throws IOException {
        PacketSource source = CaptureReader.open(in);
        Packet packet = new Packet();
        TcpSegment segment = new TcpSegment();
        Optional<String> damage = Optional.empty();
        try {
            while (source.next(packet)) {
                take(packet, segment);
            }
        } catch (CaptureFormatException | EOFException | ZipException broken) {
            damage = Optional.of(String.valueOf(broken.getMessage()));
        }
        end();
        return damage;
    }

    /** Tells what has ended, though late packets may come: nothing has come for a while. For a capture that is still being made. */
    public synchronized void idle() {
        overdue(Long.MAX_VALUE);
        quic.idle();
    }

    private synchronized void end() {
        List<Flow> rest = new ArrayList<>(open.values());
        rest.sort(Comparator.comparingLong(Flow::openedNanos));
        rest.forEach(this::tell);
        quic.end();
        open.clear();
        ended.clear();
    }

    private synchronized void take(Packet packet, TcpSegment segment) {
        latest = Math.max(latest, packet.nanos);
        if (!decoder.decode(packet, segment)) {
            return;
        }
        switch (segment.protocol) {
            case IpDecoder.TCP -> tcp(segment);
            case IpDecoder.UDP -> quic.take(segment, latest);
            case IpDecoder.ICMP, IpDecoder.ICMP6 -> icmp(segment);
            default -> { }
        }
    }

    private void tcp(TcpSegment segment) {
        asked.tell(segment);
        Flow flow = open.get(asked);
        if (flow != null && flow.isReplacedBy(segment)) {
            tell(flow);
            open.remove(asked);
            flow = null;
        }
        if (flow != null && flow.isMistakenAbout(segment)) {
            open.remove(asked);
            flow = null;
        }
        if (flow == null) {
            FlowKey key = asked.copy();
            flow = new Flow(key, segment, Ends.sourceIsClient(segment), limits, room);
            open.put(key, flow);
        } else if (flow.told()) {
            return;
        }
        boolean before = flow.ended();
        flow.take(segment);
        if (!before && flow.ended()) {
            ended.add(flow);
            if (flow.endedInOrder()) {
                tell(flow);
            }
        }
        overdue(latest - LINGER);
        if (open.size() > mostOpen) {
            Flow quietest = open.values().iterator().next();
            open.remove(quietest.key());
            tell(quietest);
        }
    }

    private void icmp(TcpSegment segment) {
        Icmp.about(segment).ifPresent(about -> {
            asked.tell(about.sourceHigh(), about.sourceLow(), about.sourcePort(), about.targetHigh(), about.targetLow(), about.targetPort());
            Flow flow = open.get(asked);
            if (flow != null) {
                flow.icmp(about.message(flow.isClient(about.sourceHigh(), about.sourceLow(), about.sourcePort())));
            }
        });
    }

    /** Forgets connections that ended before this moment; those that could still change are told. */
    private void overdue(long moment) {
        while (!ended.isEmpty() && ended.peek().lastNanos() < moment) {
            Flow flow = ended.remove();
            tell(flow);
            open.remove(flow.key(), flow);
        }
    }

    private void tell(Flow flow) {
        if (!flow.told()) {
            receiver.accept(flow.finish(number++, latest));
        }
    }
}
