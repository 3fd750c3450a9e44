package io.helloscope.knowledge;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.function.BiConsumer;

/** A list in tab-separated columns: comment lines, among them the day of the list, the line with the columns, then rows. */
final class Tsv {
    private static final String AS_OF = "# as-of: ";

    private Tsv() {
    }

    /** Hands each row with its line number to the reader; answers the day of the list. */
    static LocalDate read(String file, String text, String head, BiConsumer<Integer, String[]> row) {
        LocalDate asOf = LocalDate.MIN;
        int number = 0;
        int rows = 0;
        boolean headSeen = false;
        for (String line : text.split("\n")) {
            number++;
            if (line.startsWith(AS_OF)) {
                asOf = day(file, number, line.substring(AS_OF.length()).strip());
            } else if (!headSeen && line.equals(head)) {
                headSeen = true;
            } else if (!line.startsWith("#")) {
                row.accept(number, line.split("\t", -1));
                rows++;
            }
        }
        if (!headSeen || rows == 0 || asOf.equals(LocalDate.MIN)) {
            throw new KnowledgeException(file, 0, "incomplete (expected: the line " + AS_OF + "DATE, the line with the columns, rows)");
        }
        return asOf;
    }

    private static LocalDate day(String file, int number, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new KnowledgeException(file, number, "as-of: " + text + " (expected: a day such as 2026-08-13)");
        }
    }
}
