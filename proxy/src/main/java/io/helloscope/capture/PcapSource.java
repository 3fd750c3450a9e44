package io.helloscope.capture;

import java.io.EOFException;
import java.io.IOException;

/** The classic capture format of libpcap, both byte orders, micro- and nanoseconds (draft-ietf-opsawg-pcap). */
final class PcapSource implements PacketSource {
    static final long MICROSECONDS = 0xa1b2c3d4L;
    static final long NANOSECONDS = 0xa1b23c4dL;
    /** A variant of 1990s Linux kernels with eight more bytes before each packet. */
    static final long MODIFIED = 0xa1b2cd34L;
    private static final int MOST_BYTES = 1 << 20;

    private final CountedInput in;
    private final long nanosPerUnit;
    private final int extra;
    private final int linkType;

    /** After the magic number has been read. */
    PcapSource(CountedInput in, long magic) throws IOException {
        this.in = in;
        long upright = isKnown(magic) ? magic : Integer.reverseBytes((int) magic) & 0xffffffffL;
        in.littleEndian(!isKnown(magic));
        nanosPerUnit = upright == NANOSECONDS ? 1 : 1000;
        extra = upright == MODIFIED ? 8 : 0;
        in.skip(16);
        // The upper bits tell whether a frame check sequence follows.
        linkType = in.i32() & 0xffff;
    }

    static boolean isMagic(long magic) {
        return isKnown(magic) || isKnown(Integer.reverseBytes((int) magic) & 0xffffffffL);
    }

    private static boolean isKnown(long magic) {
        return magic == MICROSECONDS || magic == NANOSECONDS || magic == MODIFIED;
    }

    @Override
    public boolean next(Packet packet) throws IOException {
        try {
            long seconds = in.u32OrEnd();
            if (seconds < 0) {
                return false;
            }
            long fraction = in.u32();
            long captured = in.u32();
            long original = in.u32();
            if (captured > MOST_BYTES) {
                throw new CaptureFormatException(in.position() - 8, "a packet of " + captured + " bytes (expected: at most " + MOST_BYTES + ")");
            }
            in.skip(extra);
            packet.ensure((int) captured);
            in.fill(packet.data, 0, (int) captured);
            packet.length = (int) captured;
            packet.originalLength = (int) Math.min(original, Integer.MAX_VALUE);
            packet.nanos = seconds * 1_000_000_000L + fraction * nanosPerUnit;
            packet.linkType = linkType;
            return true;
        } catch (EOFException cut) {
            throw new CaptureFormatException(in.position(), "the file ends in the middle of a packet");
        }
    }
}
