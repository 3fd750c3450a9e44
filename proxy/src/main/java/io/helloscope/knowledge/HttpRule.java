package io.helloscope.knowledge;

import com.google.re2j.Pattern;
import io.helloscope.verdict.Confidence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One row of {@code http-answers}: how to tell who sent an HTTP answer. All of its conditions must hold; texts of one list are alternatives.
 *
 * @param id its kebab-case name
 * @param does what follows from it
 * @param product who answered; empty where that is not known
 * @param confidence how sure it is
 * @param tells what in the bytes tells it
 * @param status the status, where it matters
 * @param reason the reason phrase, where it matters
 * @param fields header fields by name in lower case
 * @param without names of header fields that must be absent
 * @param bodyHas texts of which the body must contain one, whatever the case
 * @param body the body, where a text is not enough
 * @param turn when it is tried
 */
record HttpRule(String id, Meaning does, Optional<String> product, Confidence confidence, String tells, Optional<Pattern> status,
        Optional<Pattern> reason, Map<String, Pattern> fields, List<String> without, List<String> bodyHas, Optional<Pattern> body,
        Turn turn) {
    private static final String[] KEYS = {"id", "means", "product", "confidence", "tells", "status", "reason", "fields", "without", "body-has",
        "body", "general", "last", "source"};

    /** When a row is tried, in this order. */
    enum Turn {
        /** A portal or filter of a known make. */
        MAKE,
        /** What portals and filters have in common. */
        GENERAL,
        /** Who else answers. */
        SERVER,
        /** When nothing else fits. */
        LAST
    }

    /** What follows from a row. */
    enum Meaning {
        /** A login portal. */
        CAPTIVE_PORTAL,
        /** A filter's or firewall's page. */
        BLOCK_PAGE,
        /** The server expected TLS and says so in plain text. */
        EXPECTS_TLS,
        /** Just the server's name. */
        SERVER;

        String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static HttpRule of(Row row) {
        row.only(KEYS).text("source");
        Map<String, Pattern> fields = new LinkedHashMap<>();
        row.row("fields").ifPresent(f -> f.keys().forEach(name -> fields.put(name.toLowerCase(Locale.ROOT), f.regex(name))));
        HttpRule rule = new HttpRule(row.text("id"), row.choice("means", Meaning.values(), Meaning::code), row.optionalText("product"),
                row.choice("confidence", Confidence.values(), Confidence::code), row.text("tells"), row.optionalRegex("status"),
                row.optionalRegex("reason"), fields, row.texts("without"), lower(row.texts("body-has")), row.optionalRegex("body"), turn(row));
        if (rule.status.isEmpty() && rule.reason.isEmpty() && fields.isEmpty() && rule.bodyHas.isEmpty() && rule.body.isEmpty()) {
            throw row.wrong("id", rule.id + ": no condition (expected: status, reason, fields, body-has or body)");
        }
        return rule;
    }

    private static Turn turn(Row row) {
        if (row.flag("last", false)) {
            return Turn.LAST;
        }
        boolean gear = List.of("captive-portal", "block-page").contains(row.text("means"));
        return !gear ? Turn.SERVER : row.flag("general", false) ? Turn.GENERAL : Turn.MAKE;
    }

    /** In lower case; a text beyond ASCII also as its UTF-8 bytes look when they are read as ISO 8859-1, as a body is. */
    private static List<String> lower(List<String> texts) {
        List<String> lower = new ArrayList<>();
        for (String text : texts) {
            String folded = text.toLowerCase(Locale.ROOT);
            lower.add(folded);
            if (folded.chars().anyMatch(c -> c > 0x7f)) {
                String bytes = new String(folded.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
                lower.add(bytes.toLowerCase(Locale.ROOT));
            }
        }
        return List.copyOf(lower);
    }

    /** Whether all conditions hold; the body in lower case is an argument so that it is made once. */
    boolean matches(HttpAnswer answer, String lowerBody) {
        return status.map(p -> p.matcher(answer.status()).find()).orElse(true)
                && (bodyHas.isEmpty() || bodyHas.stream().anyMatch(lowerBody::contains))
                && fields.entrySet().stream().allMatch(e -> anyField(answer, e.getKey(), e.getValue()))
                && without.stream().allMatch(name -> answer.field(name).isEmpty())
                && reason.map(p -> p.matcher(answer.reason()).find()).orElse(true)
                && body.map(p -> p.matcher(answer.body()).find()).orElse(true);
    }

    private static boolean anyField(HttpAnswer answer, String name, Pattern value) {
        return answer.fields().stream().anyMatch(f -> f.name().equals(name) && value.matcher(f.value()).find());
    }
}
