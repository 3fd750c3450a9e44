package io.helloscope.knowledge;

import com.google.re2j.Pattern;
import io.helloscope.verdict.Confidence;
import java.util.Optional;

/**
 * One row of {@code answers} or {@code client-protocols}: a protocol that is told by its first bytes, read as ISO 8859-1.
 *
 * @param id its kebab-case name
 * @param protocol the protocol
 * @param product the program, where the bytes tell
 * @param confidence how sure it is
 * @param tells what in the bytes tells it
 * @param match the pattern; it begins at the first byte
 */
record BytesRule(String id, String protocol, Optional<String> product, Confidence confidence, String tells, Pattern match) {
    static BytesRule ofServer(Row row) {
        row.only("id", "protocol", "product", "confidence", "tells", "match", "source").text("source");
        return new BytesRule(row.text("id"), row.text("protocol"), row.optionalText("product"),
                row.choice("confidence", Confidence.values(), Confidence::code), row.text("tells"), anchored(row));
    }

    static BytesRule ofClient(Row row) {
        row.only("id", "protocol", "match", "source").text("source");
        return new BytesRule(row.text("id"), row.text("protocol"), Optional.empty(), Confidence.CERTAIN, "-", anchored(row));
    }

    private static Pattern anchored(Row row) {
        String text = row.text("match");
        String bare = text.startsWith("(?") && text.indexOf(')') > 0 ? text.substring(text.indexOf(')') + 1) : text;
        if (!bare.startsWith("^")) {
            throw row.wrong("match", text + " (expected: a pattern that begins with ^)");
        }
        return row.compile("match", text);
    }

    boolean matches(String latin1) {
        return match.matcher(latin1).find();
    }
}
