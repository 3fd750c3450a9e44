package io.helloscope.capture;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Tells what kind of capture a stream holds: pcap, pcapng, either compressed by gzip. */
final class CaptureReader {
    private static final int BUFFER = 256 * 1024;

    private CaptureReader() {
    }

    static PacketSource open(InputStream raw) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER);
        buffered.mark(4);
        int first = buffered.read();
        int second = buffered.read();
        buffered.reset();
        boolean gzip = first == 0x1f && second == 0x8b;
        try {
            CountedInput in = new CountedInput(gzip ? new BufferedInputStream(new GZIPInputStream(buffered, BUFFER), BUFFER) : buffered);
            long magic = in.bigEndianOrEnd();
            if (magic == PcapngSource.SECTION) {
                return new PcapngSource(in);
            }
            if (magic >= 0 && PcapSource.isMagic(magic)) {
                return new PcapSource(in, magic);
            }
        } catch (EOFException cut) {
            throw new CaptureFormatException(0, "the file ends in its header");
        } catch (ZipException broken) {
            throw new CaptureFormatException(0, "damaged gzip: " + broken.getMessage());
        }
        throw new CaptureFormatException(0, "no capture (expected: pcap or pcapng, or either compressed by gzip)");
    }
}
