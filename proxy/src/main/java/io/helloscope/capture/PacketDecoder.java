package io.helloscope.capture;

import java.nio.ByteOrder;

/**
 * From a packet to its TCP segment: Ethernet with VLAN, QinQ, MPLS and PPPoE, Linux cooked v1 and v2, BSD loopback, raw IP; IPv4
 * and IPv6 with extension headers and fragments, IP in IP. What is no TCP, or is damaged, is passed over.
 */
final class PacketDecoder {
    private static final int NULL = 0;
    private static final int ETHERNET = 1;
    private static final int PPP = 9;
    private static final int RAW_OLD = 12;
    private static final int RAW_BSD = 14;
    private static final int RAW = 101;
    private static final int LOOP = 108;
    private static final int LINUX_SLL = 113;
    private static final int IPV4 = 228;
    private static final int IPV6 = 229;
    private static final int LINUX_SLL2 = 276;

    private static final int TCP = 6;
    private static final int MOST_NESTING = 8;

    private final Fragments fragments = new Fragments();

    /** Fills the segment; false where the packet holds none. */
    boolean decode(Packet packet, TcpSegment segment) {
        segment.nanos = packet.nanos;
        byte[] d = packet.data;
        int end = packet.length;
        return switch (packet.linkType) {
            case ETHERNET -> end >= 14 && etherType(d, 12, end, segment);
            case LINUX_SLL -> end >= 16 && etherType(d, 14, end, segment);
            case LINUX_SLL2 -> end >= 20 && tagged(u16(d, 0), d, 20, end, segment);
            case NULL, LOOP -> end >= 4 && ip(d, 4, end, segment, 0);
            case PPP -> end >= 4 && ppp(d, (d[0] & 0xff) == 0xff ? 2 : 0, end, segment);
            case RAW, RAW_OLD, RAW_BSD, IPV4, IPV6 -> ip(d, 0, end, segment, 0);
            default -> false;
        };
    }

    /** The type at this offset, past any tags, and what follows it. */
    private boolean etherType(byte[] d, int offset, int end, TcpSegment segment) {
        return tagged(u16(d, offset), d, offset + 2, end, segment);
    }

    private boolean tagged(int firstType, byte[] d, int start, int end, TcpSegment segment) {
        int type = firstType;
        int at = start;
        while (type == 0x8100 || type == 0x88a8 || type == 0x9100 || type == 0x9200) {
            if (at + 4 > end) {
                return false;
            }
            type = u16(d, at + 2);
            at += 4;
        }
        return network(type, d, at, end, segment);
    }

    private boolean network(int type, byte[] d, int at, int end, TcpSegment segment) {
        return switch (type) {
            case 0x0800, 0x86dd -> ip(d, at, end, segment, 0);
            case 0x8864 -> at + 6 <= end && ppp(d, at + 6, end, segment);
            case 0x8847, 0x8848 -> mpls(d, at, end, segment);
            default -> false;
        };
    }

    private boolean ppp(byte[] d, int at, int end, TcpSegment segment) {
        if (at + 2 > end) {
            return false;
        }
        // A protocol number whose first byte is odd is compressed to that byte (RFC 1661 section 6.5).
        boolean compressed = (d[at] & 1) == 1;
        int protocol = compressed ? d[at] & 0xff : u16(d, at);
        return (protocol == 0x21 || protocol == 0x57) && ip(d, at + (compressed ? 1 : 2), end, segment, 0);
    }

    private boolean mpls(byte[] d, int start, int end, TcpSegment segment) {
        for (int at = start; at + 4 <= end; at += 4) {
            if ((d[at + 2] & 1) == 1) {
                return ip(d, at + 4, end, segment, 0);
            }
        }
        return false;
    }

    private boolean ip(byte[] d, int at, int end, TcpSegment segment, int depth) {
        if (at >= end || depth > MOST_NESTING) {
            return false;
        }
        return switch ((d[at] & 0xff) >> 4) {
            case 4 -> ipv4(d, at, end, segment, depth);
            case 6 -> ipv6(d, at, end, segment, depth);
            default -> false;
        };
    }

    private boolean ipv4(byte[] d, int at, int end, TcpSegment segment, int depth) {
        int header = (d[at] & 0x0f) * 4;
        if (header < 20 || at + header > end) {
            return false;
        }
        int total = u16(d, at + 2);
        // Zero is written by senders that leave the segmentation to the network card.
        int length = total == 0 ? end - at : total;
        if (length < header) {
            return false;
        }
        segment.sourceHigh = 0;
        segment.targetHigh = 0;
        segment.sourceLow = 0xffff_0000_0000L | i32(d, at + 12) & 0xffffffffL;
        segment.targetLow = 0xffff_0000_0000L | i32(d, at + 16) & 0xffffffffL;
        int fragment = u16(d, at + 6);
        int protocol = d[at + 9] & 0xff;
        int payload = at + header;
        int stop = Math.min(end, at + length);
        int wire = length - header;
        if ((fragment & 0x3fff) == 0) {
            return transport(protocol, d, payload, stop, wire, segment, depth);
        }
        byte[] whole = fragments.add(segment, u16(d, at + 4) << 8 | protocol, (fragment & 0x1fff) * 8, (fragment & 0x2000) != 0, d, payload, stop, wire);
        return whole != null && transport(protocol, whole, 0, whole.length, whole.length, segment, depth);
    }

    private boolean ipv6(byte[] d, int at, int end, TcpSegment segment, int depth) {
        if (at + 40 > end) {
            return false;
        }
        segment.sourceHigh = i64(d, at + 8);
        segment.sourceLow = i64(d, at + 16);
        segment.targetHigh = i64(d, at + 24);
        segment.targetLow = i64(d, at + 32);
        int announced = u16(d, at + 4);
        int length = announced == 0 ? end - at - 40 : announced;
        return extensions(d[at + 6] & 0xff, d, at + 40, Math.min(end, at + 40 + length), length, segment, depth);
    }

    /** Walks the extension headers (RFC 8200 section 4). */
    private boolean extensions(int first, byte[] d, int start, int stop, int wireLength, TcpSegment segment, int depth) {
        int next = first;
        int at = start;
        int wire = wireLength;
        for (int i = 0; i < MOST_NESTING && at + 8 <= stop; i++) {
            int size;
            switch (next) {
                case 0, 43, 60, 135 -> size = 8 + (d[at + 1] & 0xff) * 8;
                case 51 -> size = 8 + (d[at + 1] & 0xff) * 4;
                case 44 -> {
                    return fragment6(d, at, stop, wire, segment, depth);
                }
                default -> {
                    return transport(next, d, at, stop, wire, segment, depth);
                }
            }
            next = d[at] & 0xff;
            at += size;
            wire -= size;
        }
        return false;
    }

    private boolean fragment6(byte[] d, int at, int stop, int wire, TcpSegment segment, int depth) {
        int field = u16(d, at + 2);
        int next = d[at] & 0xff;
        if ((field & 0xfff9) == 0) {
            return transport(next, d, at + 8, stop, wire - 8, segment, depth);
        }
        byte[] whole = fragments.add(segment, i32(d, at + 4) ^ next, field & 0xfff8, (field & 1) != 0, d, at + 8, stop, wire - 8);
        return whole != null && transport(next, whole, 0, whole.length, whole.length, segment, depth);
    }

    private boolean transport(int protocol, byte[] d, int at, int stop, int wire, TcpSegment segment, int depth) {
        if (protocol == 4 || protocol == 41) {
            return ip(d, at, stop, segment, depth + 1);
        }
        if (protocol != TCP || at + 20 > stop) {
            return false;
        }
        int header = ((d[at + 12] & 0xff) >> 4) * 4;
        if (header < 20 || header > wire) {
            return false;
        }
        if (u16(d, at) == 0 || u16(d, at + 2) == 0) {
            return false;
        }
        segment.sourcePort = u16(d, at);
        segment.targetPort = u16(d, at + 2);
        segment.sequence = i32(d, at + 4);
        segment.acknowledged = i32(d, at + 8);
        segment.flags = d[at + 13] & 0xff;
        segment.data = d;
        segment.from = Math.min(at + header, stop);
        segment.length = stop - segment.from;
        segment.wireLength = wire - header;
        return true;
    }

    static int u16(byte[] d, int at) {
        return (d[at] & 0xff) << 8 | d[at + 1] & 0xff;
    }

    static int i32(byte[] d, int at) {
        return (int) INT.get(d, at);
    }

    static long i64(byte[] d, int at) {
        return (long) LONG.get(d, at);
    }

    private static final java.lang.invoke.VarHandle INT =
            java.lang.invoke.MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final java.lang.invoke.VarHandle LONG =
            java.lang.invoke.MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
}
