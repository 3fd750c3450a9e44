package io.helloscope.capture;

import static io.helloscope.capture.Packets.CLIENT4;
import static io.helloscope.capture.Packets.RAW;
import static io.helloscope.capture.Packets.SERVER4;
import static io.helloscope.capture.Packets.ipv4;
import static io.helloscope.capture.Packets.udp;
import static io.helloscope.observe.Wire.hex;
import static io.helloscope.observe.Wire.join;
import static io.helloscope.observe.Wire.u16;
import static io.helloscope.observe.Wire.u8;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.Observation;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuicTest {
    private static final byte[] ID = hex("8394c8f03e515708");
    private static final byte[] OTHER = hex("f067a5502a4262b5");
    private static final byte[] HELLO = Wire.helloMessage(List.of(0x0304));
    private static final int TWO = 0x6b3343cf;

    private final PcapFile file = new PcapFile(RAW);
    private int time;

    /** The example of RFC 9001 appendix A.3. */
    private static final byte[] EXAMPLE_1 = hex("cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c69797554780bb38cc5a99f5ede"
            + "4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c2764"
            + "56cbc42158407dd074ee");
    /** The example of RFC 9369 appendix A.3. */
    private static final byte[] EXAMPLE_2 = hex("dc6b3343cf0008f067a5502a4262b5004075d92faaf16f05d8a4398c47089698baeea26b91eb761d9b89237bbf87263017915358230035f7"
            + "fd3945d88965cf17f9af6e16886c61bfc703106fbaf3cb4cfa52382dd16a393e42757507698075b2c984c707f0a0812d8cd5a6881eaf21ceda98f4bd23f6fe1a3e2c43edd9ce7c"
            + "a84bed8521e2e140");

    @Test
    void theExamplesOfTheStandardsOpen() {
        for (byte[] packet : List.of(EXAMPLE_1, EXAMPLE_2)) {
            QuicHeader header = QuicHeader.read(packet, 0, packet.length).orElseThrow();
            assertThat(header.initial()).isTrue();
            assertThat(header.end()).isEqualTo(packet.length);
            byte[] frames = QuicKeys.of(header.version().orElseThrow(), ID, false).open(packet, header.number(), packet.length).orElseThrow();
            assertThat(Arrays.copyOf(frames, 10)).isEqualTo(hex("02000000000600405a02"));
        }
    }

    private static byte[] hmac(byte[] key, byte[] data) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }

    private static byte[] expand(byte[] secret, String label, int length) throws Exception {
        return Arrays.copyOf(hmac(secret, join(u16(length), Wire.vector8(("tls13 " + label).getBytes(StandardCharsets.US_ASCII)), u8(0), u8(1))), length);
    }

    /** An Initial packet with these frames, sealed by the rules of RFC 9001 once more. */
    private static byte[] initial(int version, byte[] keyId, byte[] target, boolean client, int number, byte[] frames) throws Exception {
        String label = version == TWO ? "quicv2" : "quic";
        byte[] salt = hex(version == TWO ? "0dede3def700a6db819381be6e269dcbf9bd2ed9" : "38762cf7f55934b34d179ae6a4c80cadccbb7f0a");
        byte[] secret = expand(hmac(salt, keyId), client ? "client in" : "server in", 32);
        byte[] header = join(u8(version == TWO ? 0xd1 : 0xc1), ByteBuffer.allocate(4).putInt(version).array(), Wire.vector8(target), Wire.vector8(OTHER), u8(0),
                u16(0x4000 | frames.length + 18), u16(number));
        byte[] nonce = expand(secret, label + " iv", 12);
        nonce[11] ^= (byte) number;
        Cipher seal = Cipher.getInstance("AES/GCM/NoPadding");
        seal.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(expand(secret, label + " key", 16), "AES"), new GCMParameterSpec(128, nonce));
        seal.updateAAD(header);
        byte[] packet = join(header, seal.doFinal(frames));
        Cipher mask = Cipher.getInstance("AES/ECB/NoPadding");
        mask.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(expand(secret, label + " hp", 16), "AES"));
        byte[] bits = mask.doFinal(packet, header.length + 2, 16);
        packet[0] ^= (byte) (bits[0] & 0x0f);
        packet[header.length - 2] ^= bits[1];
        packet[header.length - 1] ^= bits[2];
        return packet;
    }

    private static byte[] crypto(int offset, byte... data) {
        return join(u8(6), u16(0x4000 | offset), u16(0x4000 | data.length), data);
    }

    private static byte[] padded(byte... frames) {
        return Arrays.copyOf(frames, Math.max(1200, frames.length));
    }

    private QuicTest client(byte... datagram) {
        file.packet(1, time += 1000, ipv4(CLIENT4, SERVER4, 17, udp(50_000, 443, datagram)));
        return this;
    }

    private QuicTest server(byte... datagram) {
        file.packet(1, time += 1000, ipv4(SERVER4, CLIENT4, 17, udp(443, 50_000, datagram)));
        return this;
    }

    private CapturedConnection told() throws IOException {
        List<CapturedConnection> all = read(file.bytes());
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static List<CapturedConnection> read(byte... file) throws IOException {
        List<CapturedConnection> all = new ArrayList<>();
        Capture.read(new ByteArrayInputStream(file), ObserverLimits.DEFAULT, all::add);
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, TWO})
    void aHelloInPiecesInAnyOrderIsRead(int version) throws Exception {
        byte[] late = Arrays.copyOfRange(HELLO, 60, HELLO.length);
        CapturedConnection told = client(initial(version, ID, ID, true, 0, padded(crypto(60, late)))).client(initial(version, ID, ID, true, 1,
                padded(crypto(0, Arrays.copyOf(HELLO, 60))))).server(initial(version, ID, OTHER, false, 0, padded(crypto(0, Wire.hello13Message(0x1301))))).told();
        Observation seen = told.connection().observation();
        assertThat(seen.clientHello().orElseThrow().serverName()).contains("server.test");
        assertThat(seen.serverHello().orElseThrow().cipherSuite().code()).isEqualTo(0x1301);
        assertThat(seen.startedBy()).contains("quic");
        assertThat(told.quic().orElseThrow().version()).isEqualTo(version == 1 ? "QUIC version 1" : "QUIC version 2");
    }

    @Test
    void aCloseWithAnAlertIsThatAlert() throws Exception {
        byte[] close = join(u8(0x1c), u16(0x4178), u8(0), Wire.vector8(Wire.text("no")));
        CapturedConnection told = client(initial(1, ID, ID, true, 0, padded(crypto(0, HELLO)))).server(initial(1, ID, OTHER, false, 0, padded(close))).told();
        assertThat(told.connection().observation().alerts()).hasSize(1).allSatisfy(alert ->
                assertThat(alert.alert().orElseThrow().description().code()).isEqualTo(120));
        assertThat(told.quic().orElseThrow().close()).isEqualTo("TLS alert 120: no");
        assertThat(told.connection().ended()).isTrue();
    }

    @Test
    void aRetryBeginsAnew() throws Exception {
        CapturedConnection told = client(initial(1, ID, ID, true, 0, padded(crypto(0, Arrays.copyOf(HELLO, 10)))))
                .client(initial(1, OTHER, OTHER, true, 1, padded(crypto(0, HELLO)))).told();
        assertThat(told.connection().observation().clientHello()).isPresent();
    }

    @Test
    void versionsThatAServerOffersAreTold() throws Exception {
        byte[] negotiation = join(u8(0xc0), new byte[4], Wire.vector8(OTHER), Wire.vector8(ID), hex("6b3343cf 1a2a3a4a 00000001"));
        assertThat(client(initial(1, ID, ID, true, 0, padded(crypto(0, HELLO)))).server(negotiation).told().quic().orElseThrow().offeredByServer())
                .containsExactly("QUIC version 2", "QUIC version 1");
    }

    @Test
    void packetsBehindTheHandshakeBothWaysAreTold() throws Exception {
        client(initial(1, ID, ID, true, 0, padded(crypto(0, HELLO)))).client(join(u8(0x41), new byte[40])).server(join(u8(0x42), new byte[40]));
        assertThat(told().quic().orElseThrow().dataBothWays()).isTrue();
    }

    @Test
    void damagedPacketsAreNoQuicAndNoFailure() throws Exception {
        byte[] packet = initial(1, ID, ID, true, 0, padded(crypto(0, HELLO)));
        Random random = new Random(3);
        for (int round = 0; round < 400; round++) {
            byte[] damaged = packet.clone();
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                damaged[random.nextInt(round % 2 == 0 ? 40 : damaged.length)] = (byte) random.nextInt(256);
            }
            QuicTest one = new QuicTest();
            one.client(damaged).client(Arrays.copyOf(packet, random.nextInt(packet.length)));
            assertThat(read(one.file.bytes())).hasSizeLessThan(3);
        }
        for (int round = 0; round < 2000; round++) {
            byte[] frames = new byte[random.nextInt(60)];
            random.nextBytes(frames);
            if (frames.length > 0) {
                frames[0] = (byte) new int[] {2, 3, 6, 0x1c}[round % 4];
            }
            QuicFrames.read(frames, 0, new QuicFrames.Taker() {
                @Override
                public void crypto(long offset, byte[] data, int from, int length, long nanos) {
                    assertThat(from + length).isLessThanOrEqualTo(data.length);
                }

                @Override
                public void close(long code, String reason, long nanos) {
                    assertThat(reason.length()).isLessThanOrEqualTo(200);
                }
            });
        }
    }
}
