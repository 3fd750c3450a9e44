package io.helloscope.knowledge;

import com.google.re2j.Pattern;
import java.util.List;

/**
 * What people tell in their own words in place of an error, such as "works through the proxy, fails without".
 *
 * @param id stable kebab-case id
 * @param title a few words
 * @param text what is behind it
 * @param steps what to try, in order
 * @param source where this is known from
 */
public record Situation(String id, String title, String text, List<String> steps, String source) {
    public Situation {
        steps = List.copyOf(steps);
    }

    /** A situation and how it is recognised: patterns over the folded text. */
    record Known(Situation situation, List<Pattern> patterns) {
        static Known of(Row row) {
            row.only("id", "title", "match", "text", "do", "source");
            return new Known(new Situation(row.text("id"), row.text("title"), row.text("text").strip(), row.someTexts("do"), row.text("source")),
                    row.someTexts("match").stream().map(pattern -> row.compile("match", pattern)).toList());
        }

        String id() {
            return situation.id();
        }

        boolean fits(String folded) {
            return patterns.stream().anyMatch(pattern -> pattern.matcher(folded).find());
        }
    }
}
