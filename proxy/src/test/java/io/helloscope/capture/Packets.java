package io.helloscope.capture;

import static io.helloscope.observe.Wire.hex;
import static io.helloscope.observe.Wire.join;
import static io.helloscope.observe.Wire.u16;
import static io.helloscope.observe.Wire.u8;

import java.nio.ByteBuffer;

/** Packets made by hand, layer by layer; checksums are left zero, as nothing here reads them. */
public final class Packets {
    public static final int FIN = 1;
    public static final int SYN = 2;
    public static final int RST = 4;
    public static final int PSH = 8;
    public static final int ACK = 16;

    public static final int ETHERNET = 1;
    public static final int RAW = 101;

    public static final byte[] CLIENT4 = {10, 0, 0, 1};
    public static final byte[] SERVER4 = {10, 0, 0, 2};
    static final byte[] CLIENT6 = hex("20010db8 00000000 00000000 00000001");
    static final byte[] SERVER6 = hex("20010db8 00000000 00000000 00000002");

    static final byte[] MACS = hex("020000000002 020000000001");

    private Packets() {
    }

    public static byte[] tcp(int sourcePort, int targetPort, long sequence, long acknowledged, int flags, byte... payload) {
        return join(u16(sourcePort), u16(targetPort), u32(sequence), u32(acknowledged), u8(0x50), u8(flags), u16(65535), u16(0), u16(0), payload);
    }

    public static byte[] ipv4(byte[] source, byte[] target, int protocol, byte... payload) {
        return ipv4(source, target, protocol, 1, 0, 20 + payload.length, payload);
    }

    /** With this time to live. */
    public static byte[] ipv4(int hops, byte[] source, byte[] target, int protocol, byte... payload) {
        byte[] packet = ipv4(source, target, protocol, payload);
        packet[8] = (byte) hops;
        return packet;
    }

    static byte[] udp(int sourcePort, int targetPort, byte... payload) {
        return join(u16(sourcePort), u16(targetPort), u16(8 + payload.length), u16(0), payload);
    }

    /** With this identification, flags and fragment offset in units of 8 bytes, and total length. */
    public static byte[] ipv4(byte[] source, byte[] target, int protocol, int id, int fragment, int total, byte... payload) {
        return join(u8(0x45), u8(0), u16(total), u16(id), u16(fragment), u8(64), u8(protocol), u16(0), source, target, payload);
    }

    public static byte[] ipv6(byte[] source, byte[] target, int next, byte... payload) {
        return join(u32(0x60000000L), u16(payload.length), u8(next), u8(64), source, target, payload);
    }

    public static byte[] ethernet(int type, byte... payload) {
        return join(MACS, u16(type), payload);
    }

    public static byte[] u32(long value) {
        return ByteBuffer.allocate(4).putInt((int) value).array();
    }
}
