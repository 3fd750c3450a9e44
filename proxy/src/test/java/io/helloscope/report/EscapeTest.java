package io.helloscope.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "plain text-1.2 | plain text-1.2", "`a\r\nb\tc` | a\\r\\nb\\tc", "`\u001b[31mred` | \\x1b[31mred", "`\u0001\u007f\u0085` | \\x01\\x7f\\x85",
        "`a\\nb` | a\\\\nb", "`abc\u202edef` | abc\\u{202e}def", "`zero\u200bwidth` | zero\\u{200b}width", "`a\u2028b` | a\\u{2028}b",
        "`\ud800` | \\u{d800}", "`gr\u00fc\u00dfe \ud83d\ude80` | `gr\u00fc\u00dfe \ud83d\ude80`"})
    void showsWhatCouldMislead(String raw, String shown) {
        assertThat(Escape.text(raw, 100)).isEqualTo(shown);
    }

    @Test
    void cutsAtTheLengthAndShowsIt() {
        assertThat(Escape.text("abcdef", 6)).isEqualTo("abcdef");
        assertThat(Escape.text("abcdef", 5)).isEqualTo("abcde...");
        assertThat(Escape.bytes(Bytes.of("abcdef".getBytes(StandardCharsets.US_ASCII)), 5)).isEqualTo("abcde...");
        assertThat(Escape.bytes(Bytes.ofHex("00ff61"), 100)).isEqualTo("\\x00\\xffa");
    }

    @Test
    void cutsNeitherEscapesNorSurrogatePairs() {
        assertThat(Escape.text("ab\ncd", 3)).isEqualTo("ab...");
        assertThat(Escape.text("ab\ud83d\ude80cd", 3)).isEqualTo("ab...");
        assertThat(Escape.bytes(Bytes.ofHex("6162ffff"), 5)).isEqualTo("ab...");
    }

    @Test
    void whateverIsShownIsValidAndOneLine() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            char[] raw = new char[random.nextInt(40)];
            for (int c = 0; c < raw.length; c++) {
                raw[c] = (char) random.nextInt(0x10000);
            }
            String shown = Escape.text(new String(raw), 20);
            assertThat(shown).hasSizeLessThanOrEqualTo(23);
            assertThat(new String(shown.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)).isEqualTo(shown);
            assertThat(shown.codePoints()).noneMatch(Character::isISOControl);
        }
    }
}
