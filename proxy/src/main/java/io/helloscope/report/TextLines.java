package io.helloscope.report;

import java.util.ArrayList;
import java.util.List;

/** Text for terminals, broken between words. */
public final class TextLines {
    /** Columns of a line, at most. */
    public static final int COLUMNS = 100;

    private TextLines() {
    }

    /**
     * The lines of one paragraph. A word that is longer than a line is left whole, as people copy addresses and commands.
     *
     * @param first what the first line begins with
     * @param rest what the others begin with
     */
    public static List<String> of(String first, String rest, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        for (String word : text.split(" +")) {
            if (!empty && line.length() + 1 + word.length() > COLUMNS) {
                lines.add(line.toString());
                line = new StringBuilder(rest);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(line.toString());
        return lines;
    }
}
