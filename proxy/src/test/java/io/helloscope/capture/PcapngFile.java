package io.helloscope.capture;

import static io.helloscope.observe.Wire.join;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A pcapng capture made by hand, block by block. */
final class PcapngFile {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    /** Begins a section; what follows is in this byte order. */
    PcapngFile section(ByteOrder byteOrder) {
        order = byteOrder;
        return block(0x0a0d0d0a, buffer(16).putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0).putLong(-1).array());
    }

    PcapngFile networkInterface(int linkType, int snapLength, byte[]... options) {
        return block(1, buffer(8).putShort((short) linkType).putShort((short) 0).putInt(snapLength).array(), join(options));
    }

    byte[] option(int code, byte... value) {
        return join(buffer(4).putShort((short) code).putShort((short) value.length).array(), padded(value));
    }

    byte[] offsetOption(long seconds) {
        return option(14, buffer(8).putLong(seconds).array());
    }

    PcapngFile enhanced(int interfaceNumber, long units, byte... data) {
        return block(6, buffer(20).putInt(interfaceNumber).putInt((int) (units >>> 32)).putInt((int) units).putInt(data.length).putInt(data.length)
                .array(), padded(data));
    }

    PcapngFile old(int interfaceNumber, long units, byte... data) {
        return block(2, buffer(20).putShort((short) interfaceNumber).putShort((short) 0).putInt((int) (units >>> 32)).putInt((int) units)
                .putInt(data.length).putInt(data.length).array(), padded(data));
    }

    /** A simple packet; only as many bytes as the first interface's snap length are to be given. */
    PcapngFile simple(int original, byte... data) {
        return block(3, buffer(4).putInt(original).array(), padded(data));
    }

    PcapngFile block(int type, byte[]... parts) {
        byte[] body = join(parts);
        int length = body.length + 12;
        out.writeBytes(buffer(8).putInt(type).putInt(length).array());
        out.writeBytes(body);
        out.writeBytes(buffer(4).putInt(length).array());
        return this;
    }

    PcapngFile raw(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    private ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(order);
    }

    private static byte[] padded(byte... data) {
        return java.util.Arrays.copyOf(data, data.length + 3 & ~3);
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
