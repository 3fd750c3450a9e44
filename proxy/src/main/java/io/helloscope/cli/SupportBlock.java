package io.helloscope.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A report document as one Markdown block for a public ticket. Only what cannot name anybody is taken over; what looks like a host,
 * an address or a URL in it is replaced by a keyed hash whose key is thrown away, so that equal names stay equal within the block.
 */
final class SupportBlock {
    /** Whose evidence speaks of bytes and times, not of names. */
    private static final Set<String> HARMLESS = Set.of("client-hello", "client-bytes", "alert", "close", "timing", "connect");
    /** Questions whose answers hold pages and certificates. */
    private static final Set<String> TALKATIVE = Set.of("certificate", "http", "http2", "banner", "request");
    private static final Pattern NAMES = Pattern.compile(
            "[a-zA-Z][a-zA-Z0-9+.-]*://\\S+|\\[?[0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*\\]?(%\\w+)?|(?:[\\w-]+\\.)+[\\w-]*[a-zA-Z][\\w-]*|\\d{1,3}(?:\\.\\d{1,3}){3}");
    private static final int SHOWN = 5;

    private final byte[] key = new byte[32];
    private final List<String> lines = new ArrayList<>();

    private SupportBlock() {
        new SecureRandom().nextBytes(key);
    }

    static List<String> of(JsonNode document, String browser, String version) {
        SupportBlock block = new SupportBlock();
        block.write(document, document.path("helloscope"), browser, version);
        return block.lines;
    }

    private void write(JsonNode document, JsonNode ours, String browser, String version) {
        lines.add("```text");
        lines.add("Helloscope " + version + ", hello of " + browser + ", " + document.path("@timestamp").asText());
        lines.add("server        " + hash(document.at("/destination/domain").asText()) + " port " + document.at("/destination/port").asInt());
        for (String key : List.of("cause", "phase", "party", "confidence", "protocol", "history")) {
            line(key, ours.path(key));
        }
        line("version", document.at("/tls/version"));
        line("cipher", document.at("/tls/cipher"));
        line("client ja4", document.at("/tls/client/ja4"));
        line("server ja3s", document.at("/tls/server/ja3s"));
        line("alerts", ours.path("alerts"));
        line("end", ours.path("close"));
        line("timings (ms)", ours.path("timings"));
        ours.path("evidence").forEach(fact -> {
            if (HARMLESS.contains(fact.path("from").asText())) {
                lines.add("because       " + hidden(fact.path("text").asText()));
            }
        });
        ours.path("versions").forEach(row -> lines.add("%-13s %s".formatted(row.path("version").asText(),
                hidden((row.path("offered").asBoolean() ? "offered, " : "not offered, ") + row.path("answer").asText("not asked")))));
        ours.path("triage").forEach(ask -> {
            if (!TALKATIVE.contains(ask.path("question").asText())) {
                lines.add("asked         " + hidden(ask.path("asked").asText() + ": " + ask.path("answer").asText()));
            }
        });
        lines.add("```");
    }

    private void line(String name, JsonNode value) {
        if (!value.isMissingNode()) {
            lines.add("%-13s %s".formatted(name, hidden(value.isTextual() ? value.asText() : value.toString())));
        }
    }

    private String hidden(String text) {
        return NAMES.matcher(text.replace('`', '\'')).replaceAll(found -> isFact(found.group()) ? found.group() : hash(found.group()));
    }

    /** Numbers such as 1.2 and words such as TLSv1.3 name nobody. */
    private static boolean isFact(String text) {
        return text.matches("(?i)(?:tlsv|sslv|http/)?[0-9.]+") && !text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }

    private String hash(String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] digest = mac.doFinal(name.toLowerCase(java.util.Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return "name-" + HexFormat.of().formatHex(digest, 0, SHOWN);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has HmacSHA256", impossible);
        }
    }
}
