package io.helloscope.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.helloscope.report.ConnectionReport;
import io.helloscope.report.ReportDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedTest {
    private static byte[] document() {
        return Json.text(ReportDocument.of(Told.failure(1, "a.example", "10.0.0.1"))).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void comesBackAsItWas() throws IOException {
        for (ConnectionReport report : Realistic.patterns()) {
            byte[] json = Json.text(ReportDocument.of(report)).getBytes(StandardCharsets.UTF_8);
            byte[] packed = Packed.pack(json);
            assertThat(Packed.unpack(packed)).isEqualTo(json);
            assertThat(packed.length).isLessThan(json.length / 3);
        }
        byte[] random = new byte[100_000];
        new Random(1).nextBytes(random);
        assertThat(Packed.unpack(Packed.pack(random))).isEqualTo(random);
        assertThat(Packed.unpack(Packed.pack(new byte[0]))).isEmpty();
    }

    /** What was packed with it could not be read any more: a better dictionary gets the next number. */
    @Test
    void theDictionaryIsTheOneThatFilesWereWrittenWith() throws Exception {
        try (var in = Packed.class.getResourceAsStream("dictionary-1.txt")) {
            assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(in.readAllBytes())))
                    .isEqualTo("64c7902f864b027a75704503b814a590ec715a9e298b54c3fdf39999d20533ec");
        }
    }

    @Test
    void whatIsCutOrDamagedIsRefusedOrReadAndNothingElse() {
        byte[] packed = Packed.pack(document());
        for (int length = 0; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThatCode(() -> Packed.unpack(cut)).isInstanceOf(IOException.class);
        }
        for (int at = 0; at < packed.length; at++) {
            byte[] damaged = packed.clone();
            damaged[at] ^= (byte) 0x55;
            try {
                Packed.unpack(damaged);
            } catch (IOException expected) {
                assertThat(expected).hasMessageContaining("a document that");
            }
        }
    }
}
