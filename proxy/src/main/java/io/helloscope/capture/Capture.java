package io.helloscope.capture;

import io.helloscope.observe.ObserverLimits;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a capture and tells each TCP connection when it has ended, the same way as the relay tells its own. Memory is bounded by
 * the number of connections that are open at the same time, and that number too.
 */
public final class Capture {
    private static final int MOST_OPEN = 200_000;
    /** After its end a connection may still see late packets for so long. */
    private static final long LINGER = 5_000_000_000L;
    private static final int SWEEP = 4096;

    private final ObserverLimits limits;
    private final Consumer<CapturedConnection> receiver;
    private final Map<FlowKey, Flow> open = new LinkedHashMap<>();
    private final PacketDecoder decoder = new PacketDecoder();
    private long number;
    private long packets;

    private Capture(ObserverLimits limits, Consumer<CapturedConnection> receiver) {
        this.limits = limits;
        this.receiver = receiver;
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
        return new Capture(limits, receiver).run(CaptureReader.open(in));
    }

    private Optional<String> run(PacketSource source) throws IOException {
        Packet packet = new Packet();
        TcpSegment segment = new TcpSegment();
        Optional<String> damage = Optional.empty();
        try {
            while (source.next(packet)) {
                if (decoder.decode(packet, segment)) {
                    take(segment);
                }
            }
        } catch (CaptureFormatException | java.io.EOFException | java.util.zip.ZipException broken) {
            damage = Optional.of(String.valueOf(broken.getMessage()));
        }
        List<Flow> rest = new ArrayList<>(open.values());
        rest.sort(Comparator.comparingLong(Flow::openedNanos));
        rest.forEach(this::finish);
        return damage;
    }

    private void take(TcpSegment segment) {
        FlowKey key = FlowKey.of(segment);
        Flow flow = open.get(key);
        if (flow != null && flow.isReplacedBy(segment)) {
            finish(flow);
            open.remove(key);
            flow = null;
        }
        if (flow == null) {
            flow = new Flow(segment, Ends.sourceIsClient(segment), limits);
            open.put(key, flow);
        }
        flow.take(segment);
        if (++packets % SWEEP == 0) {
            sweep(segment.nanos);
        }
        if (open.size() > MOST_OPEN) {
            Map.Entry<FlowKey, Flow> oldest = open.entrySet().iterator().next();
            open.remove(oldest.getKey());
            finish(oldest.getValue());
        }
    }

    private void sweep(long nanos) {
        open.values().removeIf(flow -> {
            boolean over = flow.ended() && nanos - flow.lastNanos() > LINGER;
            if (over) {
                finish(flow);
            }
            return over;
        });
    }

    private void finish(Flow flow) {
        receiver.accept(flow.finish(number++));
    }
}
