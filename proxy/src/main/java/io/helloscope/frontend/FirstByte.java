package io.helloscope.frontend;

import io.netty.buffer.ByteBuf;

/** What a client's first bytes begin. */
enum FirstByte {
    /** Not yet to be told. */
    UNKNOWN,
    /** A request, or what may be one. */
    HTTP,
    /** RFC 1928. */
    SOCKS5,
    /** Its predecessor. */
    SOCKS4,
    /** A TLS record, or a hello of SSL 2.0. */
    TLS,
    /** Nothing that is spoken here. */
    OTHER;

    private static final int SSL2_HEAD = 3;

    /** What these bytes begin; none of them is taken. */
    static FirstByte of(ByteBuf bytes) {
        int first = bytes.isReadable() ? at(bytes, 0) : -1;
        if (first == 0x16) {
            return bytes.readableBytes() < 2 ? UNKNOWN : at(bytes, 1) == 3 ? TLS : OTHER;
        }
        if (first >= 0x80) {
            // Two bytes of length with the highest bit set, then the type: client hello.
            return bytes.readableBytes() < SSL2_HEAD ? UNKNOWN : at(bytes, 2) == 1 ? TLS : OTHER;
        }
        return switch (first) {
            case -1 -> UNKNOWN;
            case 5 -> SOCKS5;
            case 4 -> SOCKS4;
            case '\r', '\n' -> HTTP;
            default -> first > ' ' && first < 0x7f ? HTTP : OTHER;
        };
    }

    private static int at(ByteBuf bytes, int index) {
        return bytes.getUnsignedByte(bytes.readerIndex() + index);
    }
}
