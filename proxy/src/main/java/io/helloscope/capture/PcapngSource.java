package io.helloscope.capture;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The pcapng format: sections, interfaces, packets; names, statistics and decryption secrets are passed over (draft-ietf-opsawg-pcapng). */
final class PcapngSource implements PacketSource {
    static final long SECTION = 0x0a0d0d0aL;
    private static final int BYTE_ORDER = 0x1a2b3c4d;
    private static final int INTERFACE = 1;
    private static final int OLD_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_INTERFACES = 4096;

    private final CountedInput in;
    private final List<Interface> interfaces = new ArrayList<>();
    private byte[] options = new byte[1024];

    /** How the packets of one interface are to be read; a unit is 10^-p seconds, or 2^-p. */
    private record Interface(int linkType, long snapLength, int resolution, long offsetSeconds) {
        private static final long BILLION = 1_000_000_000L;

        /** Units are unsigned. */
        long nanos(long units) {
            int power = resolution & 0x7f;
            if ((resolution & 0x80) != 0) {
                return binary(units, Math.min(power, 63)) + offsetSeconds * BILLION;
            }
            long base = pow10(Math.min(power, 18));
            return Long.divideUnsigned(units, base) * BILLION + scale(Long.remainderUnsigned(units, base), base) + offsetSeconds * BILLION;
        }

        private static long binary(long units, int power) {
            if (power == 0) {
                return units * BILLION;
            }
            long part = units & (1L << power) - 1;
            // The product has up to 93 bits.
            long fraction = Math.multiplyHigh(part, BILLION) << 64 - power | part * BILLION >>> power;
            return (units >>> power) * BILLION + fraction;
        }

        private static long scale(long part, long base) {
            return base <= BILLION ? part * (BILLION / base) : part / (base / BILLION);
        }

        private static long pow10(int power) {
            long value = 1;
            for (int i = 0; i < power; i++) {
                value *= 10;
            }
            return value;
        }
    }

    /** After the type of the first section header has been read. */
    PcapngSource(CountedInput in) throws IOException {
        this.in = in;
        section();
    }

    @Override
    public boolean next(Packet packet) throws IOException {
        while (true) {
            try {
                long type = in.u32OrEnd();
                if (type < 0) {
                    return false;
                }
                if (type == SECTION) {
                    section();
                } else if (block((int) type, packet)) {
                    return true;
                }
            } catch (EOFException cut) {
                throw new CaptureFormatException(in.position(), "the file ends in the middle of a block");
            }
        }
    }

    private void section() throws IOException {
        in.littleEndian(false);
        int rawLength = in.i32();
        int order = in.i32();
        if (order != BYTE_ORDER && Integer.reverseBytes(order) != BYTE_ORDER) {
            throw new CaptureFormatException(in.position() - 4, "a section header without its byte-order mark");
        }
        boolean little = order != BYTE_ORDER;
        in.littleEndian(little);
        int length = little ? Integer.reverseBytes(rawLength) : rawLength;
        skipRest(checked(length & 0xffffffffL), 12);
        interfaces.clear();
    }

    private boolean block(int type, Packet packet) throws IOException {
        long length = checked(in.u32());
        return switch (type) {
            case INTERFACE -> {
                describe(atLeast(20, length));
                yield false;
            }
            case ENHANCED_PACKET -> packet(packet, atLeast(32, length), (int) Math.min(in.u32(), Integer.MAX_VALUE));
            case OLD_PACKET -> {
                int number = in.u16();
                in.skip(2);
                yield packet(packet, atLeast(32, length), number);
            }
            case SIMPLE_PACKET -> simplePacket(packet, atLeast(16, length));
            default -> {
                skipRest(length, 8);
                yield false;
            }
        };
    }

    private void describe(long length) throws IOException {
        int linkType = in.u16();
        in.skip(2);
        long snapLength = in.u32();
        int resolution = 6;
        long offset = 0;
        long left = length - 8 - 8 - 4;
        while (left >= 4) {
            int code = in.u16();
            int size = in.u16();
            int padded = size + 3 & ~3;
            left -= 4 + padded;
            if (code == 0 || left < 0) {
                left += padded;
                break;
            }
            if (options.length < padded) {
                options = new byte[padded];
            }
            in.fill(options, 0, padded);
            if (code == 9 && size == 1) {
                resolution = options[0] & 0xff;
            } else if (code == 14 && size == 8) {
                offset = in.i64(options);
            }
        }
        in.skip(Math.max(0, left) + 4);
        if (interfaces.size() >= MOST_INTERFACES) {
            throw new CaptureFormatException(in.position(), "more than " + MOST_INTERFACES + " interfaces");
        }
        interfaces.add(new Interface(linkType, snapLength == 0 ? Integer.MAX_VALUE : snapLength, resolution, offset));
    }

    private boolean packet(Packet packet, long length, int interfaceNumber) throws IOException {
        long units = in.u32() << 32 | in.u32();
        long captured = in.u32();
        long original = in.u32();
        if (interfaceNumber >= interfaces.size()) {
            skipRest(length, 28);
            return false;
        }
        Interface from = interfaces.get(interfaceNumber);
        read(packet, length - 32, captured, original);
        packet.nanos = from.nanos(units);
        packet.linkType = from.linkType();
        return true;
    }

    private boolean simplePacket(Packet packet, long length) throws IOException {
        long original = in.u32();
        if (interfaces.isEmpty()) {
            skipRest(length, 12);
            return false;
        }
        Interface from = interfaces.get(0);
        read(packet, length - 16, Math.min(Math.min(original, from.snapLength()), length - 16), original);
        // It tells no time: that of the packet before it stays.
        packet.linkType = from.linkType();
        return true;
    }

    /** Reads the packet's bytes and what is left of its block's body, which has this many bytes. */
    private void read(Packet packet, long body, long captured, long original) throws IOException {
        if (captured > body || captured > MOST_BYTES) {
            throw new CaptureFormatException(in.position(), "a packet of " + captured + " bytes in a block with room for " + body);
        }
        packet.ensure((int) captured);
        in.fill(packet.data, 0, (int) captured);
        in.skip(body - captured + 4);
        packet.length = (int) captured;
        packet.originalLength = (int) Math.min(original, Integer.MAX_VALUE);
    }

    private long checked(long length) throws CaptureFormatException {
        if (length < 12 || length % 4 != 0 || length > MOST_BYTES) {
            throw new CaptureFormatException(in.position() - 4, "a block of " + length + " bytes (expected: 12.." + MOST_BYTES + ", a multiple of 4)");
        }
        return length;
    }

    private long atLeast(int least, long length) throws CaptureFormatException {
        if (length < least) {
            throw new CaptureFormatException(in.position(), "a block of " + length + " bytes (expected: at least " + least + " for its kind)");
        }
        return length;
    }

    private void skipRest(long length, int read) throws IOException {
        if (length > read) {
            in.skip(length - read);
        }
    }
}
