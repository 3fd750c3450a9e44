package io.helloscope.capture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts IP fragments together (RFC 791, RFC 8200 section 4.5); bounded in packets and bytes, the oldest go first. */
final class Fragments {
    private static final int MOST_PACKETS = 256;
    private static final int MOST_BYTES = 65_535;
    private static final int MOST_PARTS = 2048;

    private final Map<Key, Parts> packets = new LinkedHashMap<>();

    private record Key(long sourceHigh, long sourceLow, long targetHigh, long targetLow, int id) {
    }

    private record Part(int offset, byte[] data) {
    }

    private static final class Parts {
        private final List<Part> parts = new ArrayList<>();
        private int total = -1;
        private int bytes;
    }

    /**
     * Adds a fragment of this length on the wire; the whole payload when it is complete, else null. One that the capture cut is
     * as good as lost.
     */
    byte @Nullable [] add(TcpSegment addresses, int id, int offset, boolean more, byte[] data, int from, int to, int wire) {
        if (from >= to || to - from < wire) {
            return null;
        }
        Key key = new Key(addresses.sourceHigh, addresses.sourceLow, addresses.targetHigh, addresses.targetLow, id);
        Parts parts = packets.computeIfAbsent(key, k -> new Parts());
        parts.bytes += to - from;
        if (offset + to - from > MOST_BYTES || parts.bytes > 2 * MOST_BYTES || parts.parts.size() >= MOST_PARTS) {
            packets.remove(key);
            return null;
        }
        parts.parts.add(new Part(offset, java.util.Arrays.copyOfRange(data, from, to)));
        if (!more) {
            parts.total = offset + to - from;
        }
        byte[] whole = whole(parts);
        if (whole != null) {
            packets.remove(key);
        } else if (packets.size() > MOST_PACKETS) {
            packets.remove(packets.keySet().iterator().next());
        }
        return whole;
    }

    private static byte @Nullable [] whole(Parts parts) {
        if (parts.total < 0) {
            return null;
        }
        byte[] whole = new byte[parts.total];
        int reached = 0;
        parts.parts.sort(Comparator.comparingInt(Part::offset));
        for (Part part : parts.parts) {
            if (part.offset() > reached) {
                return null;
            }
            int length = Math.min(part.data().length, parts.total - part.offset());
            if (length > 0) {
                System.arraycopy(part.data(), 0, whole, part.offset(), length);
                reached = Math.max(reached, part.offset() + length);
            }
        }
        return reached == parts.total ? whole : null;
    }
}
