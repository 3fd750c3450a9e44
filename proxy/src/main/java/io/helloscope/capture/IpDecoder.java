package io.helloscope.capture;

import java.nio.ByteOrder;

/**
 * From an IP packet to the TCP or UDP segment or the ICMP message in it: IPv4 and IPv6 with extension headers and fragments, and what
 * is inside of tunnels (IP in IP, GRE, VXLAN, GENEVE, GTP-U, CAPWAP).
 */
final class IpDecoder {
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMP6 = 58;

    private static final int IP_IN_IP = 4;
    private static final int IPV6_IN_IP = 41;
    private static final int GRE = 47;
    private static final int ETHERNET_BRIDGED = 0x6558;
    private static final int MOST_NESTING = 8;

    private final PacketDecoder links;
    private final Fragments fragments = new Fragments();

    /** The other one reads the frames that some tunnels carry. */
    IpDecoder(PacketDecoder links) {
        this.links = links;
    }

    boolean decode(byte[] d, int at, int end, TcpSegment segment) {
        if (at >= end || segment.depth++ > MOST_NESTING) {
            return false;
        }
        return switch ((d[at] & 0xff) >> 4) {
            case 4 -> ipv4(d, at, end, segment);
            case 6 -> ipv6(d, at, end, segment);
            default -> false;
        };
    }

    private boolean ipv4(byte[] d, int at, int end, TcpSegment segment) {
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
        segment.hops = d[at + 8] & 0xff;
        segment.ipId = u16(d, at + 4);
        int payload = at + header;
        int stop = Math.min(end, at + length);
        int wire = length - header;
        if ((fragment & 0x3fff) == 0) {
            return transport(protocol, d, payload, stop, wire, segment);
        }
        byte[] whole = fragments.add(segment, u16(d, at + 4) << 8 | protocol, (fragment & 0x1fff) * 8, (fragment & 0x2000) != 0, d, payload, stop, wire);
        return whole != null && transport(protocol, whole, 0, whole.length, whole.length, segment);
    }

    private boolean ipv6(byte[] d, int at, int end, TcpSegment segment) {
        if (at + 40 > end) {
            return false;
        }
        segment.sourceHigh = i64(d, at + 8);
        segment.sourceLow = i64(d, at + 16);
        segment.targetHigh = i64(d, at + 24);
        segment.targetLow = i64(d, at + 32);
        segment.hops = d[at + 7] & 0xff;
        segment.ipId = TcpSegment.NO_ID;
        int announced = u16(d, at + 4);
        int length = announced == 0 ? end - at - 40 : announced;
        return extensions(d[at + 6] & 0xff, d, at + 40, Math.min(end, at + 40 + length), length, segment);
    }

    /** Walks the extension headers (RFC 8200 section 4). */
    private boolean extensions(int first, byte[] d, int start, int stop, int wireLength, TcpSegment segment) {
        int next = first;
        int at = start;
        int wire = wireLength;
        for (int i = 0; i < MOST_NESTING && at + 8 <= stop; i++) {
            int size;
            switch (next) {
                case 0, 43, 60, 135 -> size = 8 + (d[at + 1] & 0xff) * 8;
                case 51 -> size = 8 + (d[at + 1] & 0xff) * 4;
                case 44 -> {
                    return fragment6(d, at, stop, wire, segment);
                }
                default -> {
                    return transport(next, d, at, stop, wire, segment);
                }
            }
            next = d[at] & 0xff;
            at += size;
            wire -= size;
        }
        return false;
    }

    private boolean fragment6(byte[] d, int at, int stop, int wire, TcpSegment segment) {
        int field = u16(d, at + 2);
        int next = d[at] & 0xff;
        if ((field & 0xfff9) == 0) {
            return transport(next, d, at + 8, stop, wire - 8, segment);
        }
        byte[] whole = fragments.add(segment, i32(d, at + 4) ^ next, field & 0xfff8, (field & 1) != 0, d, at + 8, stop, wire - 8);
        return whole != null && transport(next, whole, 0, whole.length, whole.length, segment);
    }

    private boolean transport(int protocol, byte[] d, int at, int stop, int wire, TcpSegment segment) {
        segment.protocol = protocol;
        return switch (protocol) {
            case TCP -> tcp(d, at, stop, wire, segment);
            case UDP -> udp(d, at, stop, wire, segment);
            case ICMP, ICMP6 -> at + 8 <= stop && payload(d, at, stop, wire, segment);
            case IP_IN_IP, IPV6_IN_IP -> decode(d, at, stop, segment);
            case GRE -> gre(d, at, stop, segment);
            default -> false;
        };
    }

    private static boolean payload(byte[] d, int from, int stop, int wire, TcpSegment segment) {
        segment.data = d;
        segment.from = Math.min(from, stop);
        segment.length = stop - segment.from;
        segment.wireLength = wire;
        return true;
    }

    private static boolean tcp(byte[] d, int at, int stop, int wire, TcpSegment segment) {
        if (at + 20 > stop) {
            return false;
        }
        int header = ((d[at + 12] & 0xff) >> 4) * 4;
        if (header < 20 || header > wire || u16(d, at) == 0 || u16(d, at + 2) == 0) {
            return false;
        }
        segment.sourcePort = u16(d, at);
        segment.targetPort = u16(d, at + 2);
        segment.sequence = i32(d, at + 4);
        segment.acknowledged = i32(d, at + 8);
        segment.flags = d[at + 13] & 0xff;
        segment.window = u16(d, at + 14);
        return payload(d, at + header, stop, wire - header, segment);
    }

    private boolean udp(byte[] d, int at, int stop, int wire, TcpSegment segment) {
        if (at + 8 > stop) {
            return false;
        }
        int from = at + 8;
        boolean tunnel = switch (u16(d, at + 2)) {
            case 4789, 8472 -> from + 8 < stop && (d[from] & 0xf7) == 0 && links.ethernet(d, from + 8, stop, segment);
            case 6081 -> geneve(d, from, stop, segment);
            case 2152 -> gtp(d, from, stop, segment);
            case 5246, 5247 -> capwap(d, from, stop, segment);
            default -> u16(d, at) == 5247 && capwap(d, from, stop, segment);
        };
        if (tunnel) {
            return true;
        }
        segment.protocol = UDP;
        segment.sourcePort = u16(d, at);
        segment.targetPort = u16(d, at + 2);
        return payload(d, from, stop, wire - 8, segment);
    }

    /** RFC 2784 with key and sequence number of RFC 2890. */
    private boolean gre(byte[] d, int at, int stop, TcpSegment segment) {
        if (at + 4 > stop || (d[at + 1] & 7) != 0) {
            return false;
        }
        int flags = d[at] & 0xff;
        int from = at + 4 + ((flags & 0x80) != 0 ? 4 : 0) + ((flags & 0x20) != 0 ? 4 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
        int type = u16(d, at + 2);
        return type == ETHERNET_BRIDGED ? links.ethernet(d, from, stop, segment) : from < stop && links.tagged(type, d, from, stop, segment);
    }

    /** RFC 8926. */
    private boolean geneve(byte[] d, int at, int stop, TcpSegment segment) {
        if (at + 8 > stop || (d[at] & 0xc0) != 0) {
            return false;
        }
        int from = at + 8 + (d[at] & 0x3f) * 4;
        int type = u16(d, at + 2);
        return type == ETHERNET_BRIDGED ? links.ethernet(d, from, stop, segment) : from < stop && links.tagged(type, d, from, stop, segment);
    }

    /** A packet of a user in GTP version 1 (3GPP TS 29.281), with extension headers. */
    private boolean gtp(byte[] d, int start, int stop, TcpSegment segment) {
        if (start + 12 > stop || (d[start] & 0xf0) != 0x30 || (d[start + 1] & 0xff) != 0xff) {
            return false;
        }
        int at = start + 8;
        if ((d[start] & 7) != 0) {
            int next = (d[start] & 4) == 0 ? 0 : d[at + 3] & 0xff;
            at += 4;
            while (next != 0 && at < stop && d[at] != 0) {
                at += (d[at] & 0xff) * 4;
                next = at <= stop ? d[at - 1] & 0xff : 0;
            }
        }
        return decode(d, at, stop, segment);
    }

    /** A frame of a station between access point and controller (RFC 5415), not encrypted and not in fragments. */
    private boolean capwap(byte[] d, int at, int stop, TcpSegment segment) {
        if (at + 8 > stop || d[at] != 0 || (d[at + 3] & 0x80) != 0) {
            return false;
        }
        int from = at + ((d[at + 1] & 0xff) >> 3) * 4;
        boolean wireless = (d[at + 2] & 1) != 0;
        return wireless ? links.wireless(d, from, stop, segment) : links.ethernet(d, from, stop, segment);
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
