package io.helloscope.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextLinesTest {
    @Test
    void breaksBetweenWordsAtAHundredColumns() {
        assertThat(TextLines.of("- ", "  ", "word ".repeat(40))).hasSize(3).allMatch(line -> line.length() <= TextLines.COLUMNS)
                .satisfies(lines -> assertThat(lines.get(0)).startsWith("- word word"))
                .satisfies(lines -> assertThat(lines.get(1)).startsWith("  word word").doesNotEndWith(" "));
    }

    @Test
    void leavesALongWordWhole() {
        String address = "https://" + "a".repeat(200);
        assertThat(TextLines.of("  ", "  ", "see " + address + " now")).containsExactly("  see", "  " + address, "  now");
    }

    @Test
    void aShortTextIsOneLine() {
        assertThat(TextLines.of("", "  ", "short")).containsExactly("short");
        assertThat(TextLines.of("  ", "  ", "")).containsExactly("  ");
    }
}
