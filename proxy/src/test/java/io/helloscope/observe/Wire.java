package io.helloscope.observe;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** TLS bytes made by hand. */
public final class Wire {
    public static final byte[] CCS = record(20, new byte[] {1});
    public static final byte[] RETRY_RANDOM = hex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

    private Wire() {
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replaceAll("\\s+", ""));
    }

    public static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static byte[] u8(int value) {
        return new byte[] {(byte) value};
    }

    public static byte[] u16(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    public static byte[] u24(int value) {
        return new byte[] {(byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    public static byte[] u16s(int... values) {
        return join(Arrays.stream(values).mapToObj(Wire::u16).toArray(byte[][]::new));
    }

    public static byte[] vector8(byte[]... parts) {
        byte[] body = join(parts);
        return join(u8(body.length), body);
    }

    public static byte[] vector16(byte[]... parts) {
        byte[] body = join(parts);
        return join(u16(body.length), body);
    }

    public static byte[] vector24(byte[]... parts) {
        byte[] body = join(parts);
        return join(u24(body.length), body);
    }

    public static byte[] record(int type, byte[]... parts) {
        return join(u8(type), u16(0x0303), vector16(parts));
    }

    public static byte[] handshake(int type, byte[]... parts) {
        return join(u8(type), vector24(parts));
    }

    public static byte[] alert(int level, int description) {
        return record(21, u8(level), u8(description));
    }

    /** A protected record of TLS 1.3, or application data, of this length. */
    public static byte[] data(int length) {
        return record(23, noise(length));
    }

    /** A protected handshake record of TLS 1.2. */
    public static byte[] finished12() {
        return record(22, noise(40));
    }

    public static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    public static byte[] extension(int type, byte[]... parts) {
        return join(u16(type), vector16(parts));
    }

    public static byte[] serverName(String name) {
        return extension(0, vector16(u8(0), vector16(text(name))));
    }

    /** A ClientHello message that offers these versions, with a session id and these further extensions. */
    public static byte[] helloMessage(List<Integer> versions, byte[]... extensions) {
        byte[] list = join(versions.stream().map(Wire::u16).toArray(byte[][]::new));
        return handshake(1, u16(0x0303), noise(32), vector8(noise(32)), vector16(u16s(0x1301, 0x1302, 0x1305, 0xc02f, 0xc030, 0x009c)),
                vector8(u8(0)), vector16(serverName("server.test"), extension(43, vector8(list)),
                        extension(10, vector16(u16s(0x001d, 0x0017))), extension(13, vector16(u16s(0x0403, 0x0804))),
                        extension(51, vector16(u16(0x001d), vector16(noise(32)))), join(extensions)));
    }

    /** The same in one record: TLS 1.3 and 1.2. */
    public static byte[] hello(byte[]... extensions) {
        return record(22, helloMessage(List.of(0x0304, 0x0303), extensions));
    }

    public static byte[] earlyData() {
        return join(extension(42), preSharedKey());
    }

    public static byte[] preSharedKey() {
        return extension(41, vector16(vector16(noise(100)), new byte[4]), vector16(vector8(noise(32))));
    }

    public static byte[] serverHelloMessage(int version, int suite, byte[] random, byte[]... extensions) {
        return handshake(2, u16(version), random, vector8(noise(32)), u16(suite), u8(0), vector16(extensions));
    }

    /** A TLS 1.3 ServerHello message. */
    public static byte[] hello13Message(int suite, byte[]... extensions) {
        return serverHelloMessage(0x0303, suite, noise(32), extension(43, u16(0x0304)),
                extension(51, u16(0x001d), vector16(noise(32))), join(extensions));
    }

    public static byte[] hello13(int suite, byte[]... extensions) {
        return record(22, hello13Message(suite, extensions));
    }

    public static byte[] retryRequest() {
        return record(22, serverHelloMessage(0x0303, 0x1301, RETRY_RANDOM, extension(43, u16(0x0304)), extension(51, u16(0x0017))));
    }

    /** A TLS 1.2 ServerHello message. */
    public static byte[] hello12Message() {
        return serverHelloMessage(0x0303, 0xc02f, noise(32), extension(0xff01, u8(0)));
    }

    public static byte[] certificateMessage(byte[]... ders) {
        return handshake(11, vector24(Arrays.stream(ders).map(d -> vector24(d)).toArray(byte[][]::new)));
    }

    public static byte[] keyExchangeMessage() {
        return handshake(12, u8(3), u16(0x001d), vector8(noise(32)), u16(0x0804), vector16(noise(256)));
    }

    public static byte[] certificateRequestMessage() {
        return handshake(13, vector8(u8(1), u8(64)), vector16(u16s(0x0403, 0x0804)), vector16(vector16(noise(40))));
    }

    public static byte[] helloDone() {
        return handshake(14);
    }

    public static byte[] clientKeyExchange() {
        return record(22, handshake(16, vector8(noise(32))));
    }

    /** The server's flight of a full TLS 1.2 handshake, a record a message. */
    public static byte[] flight12(byte[]... more) {
        return join(record(22, hello12Message()), record(22, certificateMessage(noise(900), noise(800))), record(22, keyExchangeMessage()),
                join(more), record(22, helloDone()));
    }

    /** The server's flight of a full TLS 1.3 handshake as OpenSSL sends it. */
    public static byte[] flight13(int suite) {
        int finished = suite == 0x1302 ? 69 : suite == 0x1305 ? 45 : 53;
        return join(hello13(suite), CCS, data(42), data(1771), data(281), data(finished));
    }
}
