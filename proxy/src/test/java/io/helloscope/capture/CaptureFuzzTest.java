package io.helloscope.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.Wire;
import io.helloscope.testing.Shared;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Whatever a file holds, it is read to its end or refused, soon and in bounded memory. */
class CaptureFuzzTest {
    private static final Duration SOON = Duration.ofSeconds(120);

    private static int connections(byte... file) throws IOException {
        AtomicInteger count = new AtomicInteger();
        try {
            Capture.read(new ByteArrayInputStream(file), ObserverLimits.DEFAULT, captured -> count.incrementAndGet());
        } catch (CaptureFormatException refused) {
            assertThat(refused).hasMessageStartingWith("at byte ");
        }
        return count.get();
    }

    @Test
    void realCapturesSurviveFlippedBitsCutsAndHostileLengths() throws IOException {
        Path folder = Shared.require("captures");
        List<Path> files;
        try (Stream<Path> all = Stream.concat(Files.list(folder.resolve("files")), Files.list(folder.resolve("variants")))) {
            files = all.filter(file -> file.toString().contains(".pcap") && file.toFile().length() < 60_000).sorted().toList();
        }
        Random random = new Random(8);
        Assertions.assertTimeout(SOON, () -> {
            for (Path file : files) {
                byte[] whole = Files.readAllBytes(file);
                for (int round = 0; round < 12; round++) {
                    connections(damaged(whole, random, round));
                }
            }
        });
        assertThat(files).hasSizeGreaterThan(50);
    }

    private static byte[] damaged(byte[] whole, Random random, int round) {
        byte[] file = round % 4 == 3 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
        for (int i = 0; i < 1 + random.nextInt(40) && file.length > 0; i++) {
            int at = random.nextInt(file.length);
            if (round % 3 == 0) {
                file[at] ^= (byte) (1 << random.nextInt(8));
            } else {
                // Lengths and counts like to stand in runs of the largest or least value.
                Arrays.fill(file, at, Math.min(file.length, at + 1 + random.nextInt(4)), (byte) (random.nextBoolean() ? 0xff : 0));
            }
        }
        return file;
    }

    @Test
    void noiseInFramesOfAllLinkTypesIsPassedOver() throws IOException {
        Random random = new Random(9);
        for (int linkType : new int[] {0, 1, 9, 12, 101, 105, 108, 113, 127, 228, 229, 276}) {
            PcapFile file = new PcapFile(linkType);
            for (int i = 0; i < 3000; i++) {
                byte[] frame = new byte[random.nextInt(120)];
                random.nextBytes(frame);
                for (int at : new int[] {0, 4, 14, 20}) {
                    if (frame.length > at + 12 && random.nextInt(3) > 0) {
                        frame[at] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
                        frame[at + 9] = (byte) new int[] {1, 4, 6, 17, 41, 44, 47, 58}[random.nextInt(8)];
                    }
                }
                file.packet(i, 0, frame);
            }
            assertThat(connections(file.bytes())).isLessThan(3000);
        }
    }

    @Test
    void streamsWithHolesInManyConnectionsStayWithinTheirRoom() throws IOException {
        PcapFile file = new PcapFile(Packets.RAW);
        byte[] piece = new byte[1000];
        for (int i = 0; i < 40_000; i++) {
            int port = 1024 + i % 400;
            file.packet(i, 0, Packets.ipv4(Packets.CLIENT4, Packets.SERVER4, 6, Packets.tcp(port, 443, 5000L + i * 2000L, 1, Packets.ACK, piece)));
        }
        assertThat(connections(file.bytes())).isEqualTo(400);
    }

    @Test
    void connectionsThatNeverEndAreBounded() throws IOException {
        PcapFile file = new PcapFile(Packets.RAW);
        for (int i = 0; i < 60_000; i++) {
            byte[] client = {10, 1, (byte) (i >> 8), (byte) i};
            file.packet(i, 0, Packets.ipv4(client, Packets.SERVER4, 6, Packets.tcp(1024 + i / 65_536, 443, 1000, 1, Packets.ACK,
                    i % 50 == 0 ? Wire.hello() : new byte[] {22})));
        }
        assertThat(connections(file.bytes())).isEqualTo(60_000);
    }
}
