package io.helloscope.capture;

import static io.helloscope.capture.IpDecoder.u16;

/**
 * From a packet to the transport segment in it: Ethernet with VLAN, QinQ, MPLS and PPPoE, Linux cooked v1 and v2, BSD loopback, raw
 * IP, wireless data frames; {@link IpDecoder} goes on from there and comes back for Ethernet in tunnels. What is none of that, or is
 * damaged, is passed over.
 */
final class PacketDecoder {
    private static final int NULL = 0;
    private static final int ETHERNET = 1;
    private static final int PPP = 9;
    private static final int RAW_OLD = 12;
    private static final int RAW_BSD = 14;
    private static final int RAW = 101;
    private static final int WIRELESS = 105;
    private static final int LOOP = 108;
    private static final int LINUX_SLL = 113;
    private static final int RADIOTAP = 127;
    private static final int IPV4 = 228;
    private static final int IPV6 = 229;
    private static final int LINUX_SLL2 = 276;

    private static final int SNAP = 0xaaaa;

    private final IpDecoder ip = new IpDecoder(this);

    /** Fills the segment; false where the packet holds none. */
    boolean decode(Packet packet, TcpSegment segment) {
        segment.nanos = packet.nanos;
        segment.depth = 0;
        byte[] d = packet.data;
        int end = packet.length;
        return switch (packet.linkType) {
            case ETHERNET -> ethernet(d, 0, end, segment);
            case LINUX_SLL -> end >= 16 && tagged(u16(d, 14), d, 16, end, segment);
            case LINUX_SLL2 -> end >= 20 && tagged(u16(d, 0), d, 20, end, segment);
            case NULL, LOOP -> end >= 4 && ip.decode(d, 4, end, segment);
            case PPP -> end >= 4 && ppp(d, (d[0] & 0xff) == 0xff ? 2 : 0, end, segment);
            case RAW, RAW_OLD, RAW_BSD, IPV4, IPV6 -> ip.decode(d, 0, end, segment);
            case WIRELESS -> wireless(d, 0, end, segment);
            case RADIOTAP -> end >= 4 && wireless(d, (d[2] & 0xff) | (d[3] & 0xff) << 8, end, segment);
            default -> false;
        };
    }

    boolean ethernet(byte[] d, int at, int end, TcpSegment segment) {
        return at + 14 <= end && tagged(u16(d, at + 12), d, at + 14, end, segment);
    }

    /** What follows an EtherType, past any tags. */
    boolean tagged(int firstType, byte[] d, int start, int end, TcpSegment segment) {
        int type = firstType;
        int at = start;
        while (type == 0x8100 || type == 0x88a8 || type == 0x9100 || type == 0x9200) {
            if (at + 4 > end) {
                return false;
            }
            type = u16(d, at + 2);
            at += 4;
        }
        return switch (type) {
            case 0x0800, 0x86dd -> ip.decode(d, at, end, segment);
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
        return (protocol == 0x21 || protocol == 0x57) && ip.decode(d, at + (compressed ? 1 : 2), end, segment);
    }

    private boolean mpls(byte[] d, int start, int end, TcpSegment segment) {
        for (int at = start; at + 4 <= end; at += 4) {
            if ((d[at + 2] & 1) == 1) {
                return ip.decode(d, at + 4, end, segment);
            }
        }
        return false;
    }

    /** A data frame of IEEE 802.11 that is not encrypted, with LLC and SNAP. */
    boolean wireless(byte[] d, int at, int end, TcpSegment segment) {
        if (at + 24 > end) {
            return false;
        }
        // Access points of one maker tunnel the two bytes of frame control in the other order.
        boolean swapped = (d[at] & 0x0f) != 8 && (d[at + 1] & 0x0f) == 8;
        int kind = d[swapped ? at + 1 : at] & 0xff;
        int flags = d[swapped ? at : at + 1] & 0xff;
        if ((kind & 0x0f) != 8 || (flags & 0x40) != 0) {
            return false;
        }
        int body = at + 24 + ((flags & 3) == 3 ? 6 : 0) + ((kind & 0x80) != 0 ? 2 : 0);
        return body + 8 <= end && u16(d, body) == SNAP && tagged(u16(d, body + 6), d, body + 8, end, segment);
    }
}
