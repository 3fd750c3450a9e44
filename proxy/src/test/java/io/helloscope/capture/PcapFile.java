package io.helloscope.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A classic capture made by hand. */
public final class PcapFile {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteOrder order;
    private final int extra;

    public PcapFile(int linkType) {
        this(linkType, ByteOrder.LITTLE_ENDIAN, (int) PcapSource.MICROSECONDS);
    }

    PcapFile(int linkType, ByteOrder order, int magic) {
        this.order = order;
        extra = magic == (int) PcapSource.MODIFIED ? 8 : 0;
        out.writeBytes(buffer(24).putInt(magic).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(262_144).putInt(linkType).array());
    }

    private ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(order);
    }

    public PcapFile packet(int seconds, int fraction, byte... data) {
        return cut(seconds, fraction, data.length, data);
    }

    /** A packet of which only these bytes were captured. */
    PcapFile cut(int seconds, int fraction, int original, byte... data) {
        out.writeBytes(buffer(16 + extra).putInt(seconds).putInt(fraction).putInt(data.length).putInt(original).array());
        out.writeBytes(data);
        return this;
    }

    public byte[] bytes() {
        return out.toByteArray();
    }
}
