package io.helloscope.capture;

import static io.helloscope.capture.Packets.ACK;
import static io.helloscope.capture.Packets.CLIENT4;
import static io.helloscope.capture.Packets.CLIENT6;
import static io.helloscope.capture.Packets.FIN;
import static io.helloscope.capture.Packets.MACS;
import static io.helloscope.capture.Packets.RAW;
import static io.helloscope.capture.Packets.RST;
import static io.helloscope.capture.Packets.SERVER4;
import static io.helloscope.capture.Packets.SERVER6;
import static io.helloscope.capture.Packets.SYN;
import static io.helloscope.capture.Packets.ethernet;
import static io.helloscope.capture.Packets.ipv4;
import static io.helloscope.capture.Packets.ipv6;
import static io.helloscope.capture.Packets.tcp;
import static io.helloscope.capture.Packets.u32;
import static io.helloscope.capture.Packets.udp;
import static io.helloscope.observe.Wire.hex;
import static io.helloscope.observe.Wire.join;
import static io.helloscope.observe.Wire.u16;
import static io.helloscope.observe.Wire.u8;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CaptureTest {
    private static final byte[] HELLO = Wire.hello();
    private static final byte[] ANSWER = Wire.hello13(0x1301);
    private static final byte[] SEGMENT = tcp(40000, 443, 1001, 1, ACK, HELLO);
    private static final byte[] PACKET4 = ipv4(CLIENT4, SERVER4, 6, SEGMENT);
    private static final byte[] PACKET6 = ipv6(CLIENT6, SERVER6, 6, SEGMENT);

    private static List<CapturedConnection> read(byte... file) throws IOException {
        List<CapturedConnection> all = new ArrayList<>();
        assertThat(Capture.read(new ByteArrayInputStream(file), ObserverLimits.DEFAULT, all::add)).isEmpty();
        return all;
    }

    private static List<CapturedConnection> packets(int linkType, byte[]... packets) throws IOException {
        PcapFile file = new PcapFile(linkType);
        for (int i = 0; i < packets.length; i++) {
            file.packet(1, i, packets[i]);
        }
        return read(file.bytes());
    }

    private static CapturedConnection only(byte[]... packets) throws IOException {
        List<CapturedConnection> all = packets(RAW, packets);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static byte[] client(long sequence, long acknowledged, int flags, byte... payload) {
        return ipv4(CLIENT4, SERVER4, 6, tcp(40000, 443, sequence, acknowledged, flags, payload));
    }

    private static byte[] server(long sequence, long acknowledged, int flags, byte... payload) {
        return ipv4(SERVER4, CLIENT4, 6, tcp(443, 40000, sequence, acknowledged, flags, payload));
    }

    private static boolean helloSeen(CapturedConnection captured) {
        return captured.connection().observation().clientHello().isPresent();
    }

    static Stream<Arguments> links() {
        byte[] mpls = join(u32(0x00010040), u32(0x00020140));
        return Stream.of(
                Arguments.of("Ethernet", 1, ethernet(0x0800, PACKET4)),
                Arguments.of("Ethernet with padding", 1, ethernet(0x0800, join(PACKET4, new byte[10]))),
                Arguments.of("Ethernet with IPv6", 1, ethernet(0x86dd, PACKET6)),
                Arguments.of("VLAN", 1, ethernet(0x8100, join(u16(7), u16(0x0800), PACKET4))),
                Arguments.of("QinQ", 1, ethernet(0x88a8, join(u16(7), u16(0x8100), u16(9), u16(0x86dd), PACKET6))),
                Arguments.of("MPLS", 1, ethernet(0x8847, join(mpls, PACKET4))),
                Arguments.of("PPPoE", 1, ethernet(0x8864, join(hex("11 00 0001 0000 0021"), PACKET4))),
                Arguments.of("PPPoE with IPv6 in a VLAN", 1, ethernet(0x8100, join(u16(7), hex("8864 11 00 0001 0000 0057"), PACKET6))),
                Arguments.of("BSD loopback", 0, join(hex("02000000"), PACKET4)),
                Arguments.of("BSD loopback with IPv6", 0, join(hex("1e000000"), PACKET6)),
                Arguments.of("OpenBSD loopback", 108, join(hex("00000002"), PACKET4)),
                Arguments.of("PPP", 9, join(hex("ff03 0021"), PACKET4)),
                Arguments.of("PPP compressed", 9, join(hex("21"), PACKET4)),
                Arguments.of("raw", 101, PACKET6),
                Arguments.of("raw of BSD", 14, PACKET4),
                Arguments.of("IPv4", 228, PACKET4),
                Arguments.of("IPv6", 229, PACKET6),
                Arguments.of("Linux cooked", 113, join(new byte[14], u16(0x0800), PACKET4)),
                Arguments.of("Linux cooked with VLAN", 113, join(new byte[14], u16(0x8100), u16(7), u16(0x0800), PACKET4)),
                Arguments.of("Linux cooked 2", 276, join(u16(0x86dd), new byte[18], PACKET6)),
                Arguments.of("Linux cooked 2 with VLAN", 276, join(u16(0x8100), new byte[18], u16(7), u16(0x0800), PACKET4)),
                Arguments.of("radiotap", 127, join(hex("00 00 08 00 00000000"), wireless(0x88, 1), new byte[2], hex("aaaa 03 000000 0800"), PACKET4)),
                Arguments.of("802.11", 105, join(wireless(0x08, 2), hex("aaaa 03 000000 86dd"), PACKET6)),
                Arguments.of("VXLAN", 101, tunnel(4789, hex("08000000 00000700"), ethernet(0x0800, PACKET4))),
                Arguments.of("GENEVE", 101, tunnel(6081, hex("01 00 6558 00000700 00000000"), ethernet(0x86dd, PACKET6))),
                Arguments.of("GTP", 101, tunnel(2152, hex("34 ff 0000 00000001 0000 00 85 01 00 00 00"), PACKET4)),
                Arguments.of("CAPWAP", 101, tunnel(5247, hex("00 200320 00000000 04bf230000000000"), swapped(wireless(0x08, 1)),
                        hex("aaaa 03 000000 0800"), PACKET4)),
                Arguments.of("GRE", 101, ipv4(CLIENT4, SERVER4, 47, join(hex("2000 0800 00000001"), PACKET4))),
                Arguments.of("GRE with Ethernet", 101, ipv4(CLIENT4, SERVER4, 47, join(hex("0000 6558"), ethernet(0x0800, PACKET4)))),
                Arguments.of("IP in IP", 101, ipv4(CLIENT4, SERVER4, 4, PACKET4)),
                Arguments.of("IPv6 in IPv4", 101, ipv4(CLIENT4, SERVER4, 41, PACKET6)),
                Arguments.of("total length zero", 101, ipv4(CLIENT4, SERVER4, 6, 1, 0, 0, SEGMENT)),
                Arguments.of("extension headers", 101, ipv6(CLIENT6, SERVER6, 0, join(u8(60), new byte[7], u8(43), u8(1), new byte[14],
                        u8(51), new byte[7], u8(6), u8(1), new byte[10], SEGMENT))),
                Arguments.of("lone fragment", 101, ipv6(CLIENT6, SERVER6, 44, join(u8(6), new byte[7], SEGMENT))));
    }

    private static byte[] tunnel(int port, byte[]... parts) {
        return ipv4(SERVER4, CLIENT4, 17, udp(50_000, port, join(parts)));
    }

    private static byte[] wireless(int kind, int flags) {
        return join(u8(kind), u8(flags), new byte[22]);
    }

    private static byte[] swapped(byte... frame) {
        byte first = frame[0];
        frame[0] = frame[1];
        frame[1] = first;
        return frame;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("links")
    void findsTheSegmentIn(String name, int linkType, byte[] packet) throws IOException {
        List<CapturedConnection> all = packets(linkType, packet);

        assertThat(all).as(name).hasSize(1).allMatch(CaptureTest::helloSeen);
        assertThat(all.get(0).connection().client().port()).isEqualTo(40000);
        assertThat(all.get(0).connection().destination().host()).isEqualTo("server.test");
    }

    @Test
    void putsFragmentsTogetherInAnyOrder() throws IOException {
        byte[] first = Arrays.copyOf(SEGMENT, 64);
        byte[] second = Arrays.copyOfRange(SEGMENT, 64, 128);
        byte[] last = Arrays.copyOfRange(SEGMENT, 128, SEGMENT.length);

        assertThat(packets(RAW, ipv4(CLIENT4, SERVER4, 6, 5, 16, 20 + last.length, last), ipv4(CLIENT4, SERVER4, 6, 5, 0x2000, 84, first),
                ipv4(CLIENT4, SERVER4, 6, 6, 0x2000, 84, first), ipv4(CLIENT4, SERVER4, 6, 5, 0x2008, 84, second)))
                .hasSize(1).allMatch(CaptureTest::helloSeen);
        assertThat(packets(RAW, fragment6(128, false, last), fragment6(64, true, second), fragment6(64, true, second), fragment6(0, true, first)))
                .hasSize(1).allMatch(CaptureTest::helloSeen);
    }

    private static byte[] fragment6(int offset, boolean more, byte... data) {
        return ipv6(CLIENT6, SERVER6, 44, join(u8(6), u8(0), u16(offset | (more ? 1 : 0)), u32(77), data));
    }

    @Test
    void aWholeConnectionLacksNothing() throws IOException {
        CapturedConnection captured = only(client(1000, 0, SYN), server(5000, 1001, SYN | ACK), client(1001, 5001, ACK, HELLO),
                server(5001, 1001 + HELLO.length, ACK, ANSWER), client(1001 + HELLO.length, 5001 + ANSWER.length, FIN | ACK),
                server(5001 + ANSWER.length, 1002 + HELLO.length, FIN | ACK), client(1002 + HELLO.length, 5002 + ANSWER.length, ACK));

        assertThat(captured.startMissing()).isFalse();
        assertThat(captured.bytesMissing()).isFalse();
        assertThat(captured.oneDirection()).isFalse();
        assertThat(captured.connection().ended()).isTrue();
        assertThat(captured.connection().observation().serverHello()).isPresent();
        assertThat(captured.connection().observation().ends()).hasSize(2);
        assertThat(captured.connection().reach()).isInstanceOf(Reach.Connected.class);
    }

    @Test
    void theStartIsMissingWhereNoSynIsSeen() throws IOException {
        CapturedConnection captured = only(client(1001, 5001, ACK, HELLO), server(5001, 1001 + HELLO.length, ACK, ANSWER));

        assertThat(captured.startMissing()).isTrue();
        assertThat(captured.bytesMissing()).isFalse();
        assertThat(captured.oneDirection()).isFalse();
        assertThat(captured.connection().observation().serverHello()).isPresent();
    }

    @Test
    void packetsCapturedBeforeTheirSynAreOfTheSameConnection() throws IOException {
        assertThat(only(server(5000, 1001, SYN | ACK), client(1000, 0, SYN), client(1001, 5001, ACK, HELLO)))
                .matches(c -> !c.startMissing()).matches(CaptureTest::helloSeen);
        assertThat(only(client(1001, 5001, ACK, HELLO), client(1000, 0, SYN), server(5000, 1001, SYN | ACK)))
                .matches(c -> !c.startMissing()).matches(CaptureTest::helloSeen);
    }

    @Test
    void bytesOnASynCount() throws IOException {
        assertThat(only(client(1000, 0, SYN, HELLO), server(5000, 1001, SYN | ACK), client(1001, 5001, ACK, HELLO)))
                .matches(CaptureTest::helloSeen).matches(c -> !c.bytesMissing());
    }

    @Test
    void lostAndCutPacketsAreMissingBytes() throws IOException {
        byte[] half = Arrays.copyOfRange(HELLO, 40, HELLO.length);
        assertThat(only(client(1000, 0, SYN), client(1041, 5001, ACK, half))).matches(CapturedConnection::bytesMissing).matches(c -> !helloSeen(c));
        assertThat(only(client(1000, 0, SYN), server(5000, 1001, SYN | ACK), server(5001, 1300, ACK))).matches(CapturedConnection::bytesMissing);

        byte[] packet = client(1001, 5001, ACK, HELLO);
        List<CapturedConnection> cut = read(new PcapFile(RAW).packet(1, 0, client(1000, 0, SYN)).cut(1, 1, packet.length, Arrays.copyOf(packet, 80)).bytes());
        assertThat(cut).singleElement().matches(CapturedConnection::bytesMissing);
    }

    @Test
    void oneDirectionIsSaid() throws IOException {
        assertThat(only(client(1000, 0, SYN), client(1001, 5001, ACK, HELLO))).matches(CapturedConnection::oneDirection);
        assertThat(only(server(5000, 1001, SYN | ACK), server(5001, 1001, ACK, ANSWER))).matches(CapturedConnection::oneDirection)
                .matches(c -> c.connection().client().port() == 40000);
    }

    @Test
    void aResetInAnswerToTheSynIsARefusalAndALaterOneIsNot() throws IOException {
        CapturedConnection refused = only(client(1000, 0, SYN), server(0, 1001, RST | ACK));
        assertThat(refused.connection().reach()).isInstanceOf(Reach.Failed.class);
        assertThat(refused.oneDirection()).isFalse();

        assertThat(only(client(1000, 0, SYN), client(1001, 5001, ACK, HELLO), server(5001, 0, RST)).connection().reach())
                .isInstanceOf(Reach.Connected.class);
        assertThat(only(client(1001, 5001, ACK, HELLO), server(5001, 0, RST)).connection().reach()).isInstanceOf(Reach.Connected.class);
    }

    @Test
    void aNewSynOnTheSamePortsIsAnotherConnectionAndARepeatedOneIsNot() throws IOException {
        List<CapturedConnection> all = packets(RAW, client(1000, 0, SYN), client(1000, 0, SYN), server(5000, 1001, SYN | ACK), client(1001, 5001, ACK, HELLO),
                client(90_000, 0, SYN), server(70_000, 90_001, SYN | ACK), client(90_001, 70_001, ACK, HELLO));

        assertThat(all).hasSize(2).allMatch(CaptureTest::helloSeen).noneMatch(CapturedConnection::startMissing);
        assertThat(all).extracting(c -> c.connection().id()).doesNotHaveDuplicates();
    }

    @Test
    void aHelloTellsTheClientWherePortsToldItWrong() throws IOException {
        byte[] probe = ipv4(CLIENT4, SERVER4, 6, tcp(1, 10, 1000, 0, ACK, new byte[1]));
        byte[] hello = ipv4(CLIENT4, SERVER4, 6, tcp(1, 10, 1001, 0, ACK, HELLO));
        assertThat(only(probe, hello)).matches(CaptureTest::helloSeen).matches(c -> c.connection().client().port() == 1);
    }

    @Test
    void tellsAConnectionWhenBothSidesHaveFinishedAndAnotherOneWhenNothingCanComeAnyMore() throws IOException {
        List<CapturedConnection> all = new ArrayList<>();
        List<Integer> toldAfter = new ArrayList<>();
        byte[][] packets = {client(1000, 0, SYN), server(5000, 1001, SYN | ACK), client(1001, 5001, FIN | ACK), server(5001, 1002, FIN | ACK),
                client(1002, 5002, ACK)};
        PcapFile file = new PcapFile(RAW);
        for (int i = 0; i < packets.length; i++) {
            file.packet(1, i, packets[i]);
        }
        byte[] whole = file.bytes();
        java.io.InputStream counting = new java.io.FilterInputStream(new ByteArrayInputStream(whole)) {
            private int packet;

            @Override
            public int read(byte[] target, int from, int length) throws IOException {
                toldAfter.add(all.size());
                int size = packet == 0 ? 24 + 16 + packets[0].length : packet < packets.length ? 16 + packets[packet].length : 1;
                packet++;
                return super.read(target, from, Math.min(size, length));
            }
        };
        assertThat(Capture.read(counting, ObserverLimits.DEFAULT, all::add)).isEmpty();
        assertThat(toldAfter).startsWith(0, 0, 0, 0, 1);
        assertThat(all).hasSize(1);
    }

    @Test
    void whatWasReadBeforeDamageStays() throws IOException {
        byte[] file = new PcapFile(RAW).packet(1, 0, client(1000, 0, SYN)).packet(1, 0, client(1001, 5001, ACK, HELLO)).packet(1, 1, PACKET4).bytes();
        List<CapturedConnection> all = new ArrayList<>();

        assertThat(Capture.read(new ByteArrayInputStream(file, 0, file.length - 9), ObserverLimits.DEFAULT, all::add))
                .hasValueSatisfying(text -> assertThat(text).contains("in the middle of a packet"));
        assertThat(all).singleElement().matches(CaptureTest::helloSeen);
    }

    @Test
    void everyMutationAndEveryPrefixIsReadOrRefused() throws IOException {
        byte[] frames = ethernet(0x0800, ipv4(CLIENT4, SERVER4, 6, 5, 0x2000, 84, Arrays.copyOf(SEGMENT, 64)));
        byte[] rest = join(MACS, u16(0x86dd), fragment6(0, true, Arrays.copyOf(SEGMENT, 64)));
        byte[] pcap = new PcapFile(1).packet(1, 0, ethernet(0x0800, client(1000, 0, SYN))).packet(1, 1, frames).packet(1, 2, rest)
                .packet(1, 3, ethernet(0x8864, join(hex("11 00 0001 0000 0021"), PACKET4))).packet(1, 4, ethernet(0x0800, server(5001, 9000, FIN | ACK)))
                .bytes();
        PcapngFile blocks = new PcapngFile().section(java.nio.ByteOrder.BIG_ENDIAN);
        byte[] pcapng = blocks.networkInterface(1, 0, blocks.option(9, (byte) 9), blocks.offsetOption(1)).enhanced(0, 1, frames).old(0, 2, rest)
                .simple(PACKET4.length + 14, ethernet(0x0800, PACKET4)).bytes();
        for (byte[] file : List.of(pcap, pcapng)) {
            for (int at = 0; at < file.length; at++) {
                tolerates(Arrays.copyOf(file, at));
                for (int value : new int[] {0, 0xff, file[at] ^ 4}) {
                    byte[] mutated = file.clone();
                    mutated[at] = (byte) value;
                    tolerates(mutated);
                }
            }
        }
    }

    /** Only that it is no capture at all may be thrown; a small file gives few connections. */
    private static void tolerates(byte... file) throws IOException {
        List<CapturedConnection> all = new ArrayList<>();
        try {
            Capture.read(new ByteArrayInputStream(file), ObserverLimits.DEFAULT, all::add);
        } catch (CaptureFormatException refused) {
            assertThat(refused).hasMessageStartingWith("at byte ");
        }
        assertThat(all).hasSizeLessThan(8);
    }
}
