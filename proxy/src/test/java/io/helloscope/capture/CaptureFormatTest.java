package io.helloscope.capture;

import static io.helloscope.observe.Wire.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureFormatTest {
    private static final byte[] DATA = {1, 2, 3, 4, 5};

    /** Each packet as "link type, nanoseconds, hex, original length". */
    private static List<String> read(byte... file) throws IOException {
        PacketSource source = CaptureReader.open(new ByteArrayInputStream(file));
        Packet packet = new Packet();
        List<String> all = new ArrayList<>();
        while (source.next(packet)) {
            all.add(packet.linkType + " " + packet.nanos + " " + HexFormat.of().formatHex(packet.data, 0, packet.length) + " " + packet.originalLength);
        }
        return all;
    }

    private static byte[] gzip(byte... plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"a1b2c3d4, 7000000007000", "a1b23c4d, 7000000000007", "a1b2cd34, 7000000007000"})
    void readsPcapOfBothByteOrdersAndEachUnitOfTime(String magic, long nanos) throws IOException {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            byte[] file = new PcapFile(113, order, Integer.parseUnsignedInt(magic, 16)).packet(7000, 7, DATA).cut(7000, 7, 99, DATA).bytes();

            assertThat(read(file)).containsExactly("113 " + nanos + " 0102030405 5", "113 " + nanos + " 0102030405 99");
        }
    }

    @Test
    void readsSecondsPastTheYear2038() throws IOException {
        assertThat(read(new PcapFile(1).packet(0xf0000000, 0, DATA).bytes())).containsExactly("1 4026531840000000000 0102030405 5");
    }

    @Test
    void overlooksTheFrameCheckLengthBesideTheLinkType() throws IOException {
        assertThat(read(new PcapFile(0x14000001).packet(0, 0, DATA).bytes())).containsExactly("1 0 0102030405 5");
    }

    @Test
    void readsGzipOfSeveralMembers() throws IOException {
        byte[] file = new PcapFile(1).packet(1, 0, DATA).packet(2, 0, DATA).bytes();
        byte[] members = join(gzip(Arrays.copyOf(file, 50)), gzip(Arrays.copyOfRange(file, 50, file.length)));

        assertThat(read(members)).hasSize(2);
        assertThat(read(gzip(new PcapngFile().section(ByteOrder.BIG_ENDIAN).networkInterface(1, 0).enhanced(0, 1, DATA).bytes()))).hasSize(1);
    }

    @Test
    void readsPcapngSectionsOfDifferentByteOrdersEachWithItsOwnInterfaces() throws IOException {
        byte[] file = new PcapngFile()
                .section(ByteOrder.LITTLE_ENDIAN).networkInterface(1, 0).networkInterface(101, 0).enhanced(1, 5, DATA).enhanced(0, 6, DATA)
                .section(ByteOrder.BIG_ENDIAN).networkInterface(276, 0).enhanced(0, 7, DATA).enhanced(1, 8, DATA)
                .section(ByteOrder.LITTLE_ENDIAN).networkInterface(0, 0).enhanced(0, 9, DATA).bytes();

        assertThat(read(file)).containsExactly("101 5000 0102030405 5", "1 6000 0102030405 5", "276 7000 0102030405 5", "0 9000 0102030405 5");
    }

    @Test
    void readsOldPacketsAndSimplePackets() throws IOException {
        byte[] file = new PcapngFile().section(ByteOrder.BIG_ENDIAN).networkInterface(1, 3).networkInterface(101, 0)
                .old(1, 4_000_000_000_000L, DATA).simple(5, Arrays.copyOf(DATA, 3)).bytes();

        assertThat(read(file)).containsExactly("101 4000000000000000 0102030405 5", "1 4000000000000000 010203 5");
    }

    @Test
    void passesOverBlocksThatHoldNoPacket() throws IOException {
        byte[] file = new PcapngFile().section(ByteOrder.LITTLE_ENDIAN).block(4, new byte[40]).networkInterface(1, 0).block(5, new byte[8])
                .block(0xbad, new byte[12]).block(10, new byte[2000]).block(0x7fffffff).enhanced(0, 1, DATA).block(5).bytes();

        assertThat(read(file)).containsExactly("1 1000 0102030405 5");
    }

    @ParameterizedTest
    @CsvSource({"0, 3, 3000000000", "3, 3001, 3001000000", "6, 3000001, 3000001000", "9, 3000000001, 3000000001", "12, 3000000001999, 3000000001",
            "128, 3, 3000000000", "138, 1536, 1500000000", "158, 1825361100800000001, 1700000000000000000", "191, 9223372036854775807, 999999999",
            "9, -1, 18446744073709551615"})
    void readsTheResolutionOption(int resolution, long units, String nanos) throws IOException {
        PcapngFile file = new PcapngFile().section(ByteOrder.LITTLE_ENDIAN);
        file.networkInterface(1, 0, file.option(2, (byte) 'e', (byte) 'n', (byte) '0'), file.option(9, (byte) resolution), file.option(0))
                .enhanced(0, units, DATA);

        String expected = Long.toString(new java.math.BigInteger(nanos).longValue());
        assertThat(read(file.bytes())).containsExactly("1 " + expected + " 0102030405 5");
    }

    @Test
    void addsTheOffsetOptionToTheTime() throws IOException {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            PcapngFile file = new PcapngFile().section(order);
            file.networkInterface(1, 0, file.offsetOption(1000)).enhanced(0, 5, DATA);
            file.networkInterface(1, 0, file.offsetOption(-1)).enhanced(1, 3_000_000, DATA);

            assertThat(read(file.bytes())).containsExactly("1 1000000005000 0102030405 5", "1 2000000000 0102030405 5");
        }
    }

    @Test
    void saysWhereAPcapEndsTooEarly() {
        byte[] file = new PcapFile(1).packet(1, 0, DATA).bytes();
        for (int length = 25; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> read(cut)).as("%d bytes", length).isInstanceOf(CaptureFormatException.class)
                    .hasMessage("at byte " + length + ": the file ends in the middle of a packet");
        }
    }

    @Test
    void saysWhereAPcapngEndsTooEarly() throws IOException {
        byte[] head = new PcapngFile().section(ByteOrder.LITTLE_ENDIAN).networkInterface(1, 0).bytes();
        byte[] file = new PcapngFile().section(ByteOrder.LITTLE_ENDIAN).networkInterface(1, 0).enhanced(0, 1, DATA).bytes();
        assertThat(read(head)).isEmpty();
        for (int length = head.length + 1; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> read(cut)).as("%d bytes", length).isInstanceOf(CaptureFormatException.class)
                    .hasMessage("at byte " + length + ": the file ends in the middle of a block");
        }
    }

    @Test
    void refusesPacketsAndBlocksOfAbsurdLength() {
        byte[] pcap = new PcapFile(1).bytes();
        byte[] longPacket = join(pcap, new byte[8], new byte[] {0, 0, 0, 127}, new byte[4]);
        byte[] noBlock = new PcapngFile().section(ByteOrder.BIG_ENDIAN).raw(new byte[] {0, 0, 0, 6, 127, 0, 0, 0}).bytes();
        byte[] longCaptured = new PcapngFile().section(ByteOrder.BIG_ENDIAN).networkInterface(1, 0).block(6, new byte[12], new byte[] {0, 0, 0, 9},
                new byte[12]).bytes();

        assertThatThrownBy(() -> read(longPacket)).isInstanceOf(CaptureFormatException.class).hasMessageContaining("2130706432 bytes");
        assertThatThrownBy(() -> read(noBlock)).isInstanceOf(CaptureFormatException.class).hasMessageContaining("2130706432 bytes");
        assertThatThrownBy(() -> read(longCaptured)).isInstanceOf(CaptureFormatException.class).hasMessageContaining("9 bytes in a block with room for 8");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6})
    void refusesBlocksTooShortForTheirKind(int type) {
        byte[] file = new PcapngFile().section(ByteOrder.LITTLE_ENDIAN).networkInterface(1, 0).block(type).block(5, new byte[8]).bytes();

        assertThatThrownBy(() -> read(file)).isInstanceOf(CaptureFormatException.class).hasMessageContaining("a block of 12 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1f", "1f8b", "1f8b0000", "a1b2c3", "a1b2c3d4", "a1b2c3d40002000400", "0a0d0d0a", "0a0d0d0a0000001c", "474554202f"})
    void saysThatAnythingElseIsNoCapture(String hex) {
        assertThatThrownBy(() -> read(HexFormat.of().parseHex(hex))).isInstanceOf(CaptureFormatException.class);
    }

    @Test
    void refusesASectionWithoutByteOrderMark() {
        byte[] file = new PcapngFile().block(0x0a0d0d0a, new byte[16]).bytes();

        assertThatThrownBy(() -> read(file)).isInstanceOf(CaptureFormatException.class).hasMessageContaining("byte-order mark");
    }
}
