package io.helloscope.knowledge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The beginning of an HTTP answer, read leniently out of bytes as ISO 8859-1: what is there is kept, what is cut off is absent.
 *
 * @param status three digits; empty for bare HTML
 * @param reason the reason phrase; empty where there is none
 * @param fields the header fields in their order, names in lower case
 * @param body what follows the empty line
 */
record HttpAnswer(String status, String reason, List<Field> fields, String body) {
    private static final int MOST_FIELDS = 100;

    HttpAnswer {
        fields = List.copyOf(fields);
    }

    /** One header field; its name in lower case. */
    record Field(String name, String value) {
    }

    /** An HTTP/0.9 answer: just a page. */
    static HttpAnswer ofPage(String page) {
        return new HttpAnswer("", "", List.of(), page);
    }

    /** The answer that begins with this status line, {@code HTTP/x.y nnn reason}. */
    static HttpAnswer parse(String text) {
        int lineEnd = endOfLine(text, 0);
        String line = text.substring(0, lineEnd);
        int statusAt = line.indexOf(' ') + 1;
        String status = statusAt > 0 && line.length() >= statusAt + 3 ? line.substring(statusAt, statusAt + 3) : "";
        String reason = line.length() > statusAt + 4 ? line.substring(statusAt + 4).strip() : "";
        List<Field> fields = new ArrayList<>();
        int at = afterLine(text, lineEnd);
        while (at < text.length() && fields.size() < MOST_FIELDS) {
            int end = endOfLine(text, at);
            if (end == at) {
                return new HttpAnswer(status, reason, fields, text.substring(afterLine(text, end)));
            }
            int colon = text.indexOf(':', at);
            if (colon > at && colon < end) {
                fields.add(new Field(text.substring(at, colon).strip().toLowerCase(Locale.ROOT), text.substring(colon + 1, end).strip()));
            }
            at = afterLine(text, end);
        }
        return new HttpAnswer(status, reason, fields, "");
    }

    /** The value of the first field of this name, which is in lower case. */
    Optional<String> field(String name) {
        return fields.stream().filter(f -> f.name().equals(name)).map(Field::value).findFirst();
    }

    private static int endOfLine(String text, int from) {
        int feed = text.indexOf('\n', from);
        if (feed < 0) {
            return text.length();
        }
        return feed > from && text.charAt(feed - 1) == '\r' ? feed - 1 : feed;
    }

    private static int afterLine(String text, int end) {
        int at = end;
        if (at < text.length() && text.charAt(at) == '\r') {
            at++;
        }
        return at < text.length() && text.charAt(at) == '\n' ? at + 1 : at;
    }
}
