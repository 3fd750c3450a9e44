package io.helloscope.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.helloscope.report.TextLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A report document as lines for a person at a terminal: phase by phase, then the verdict, why, and what to do. */
final class Verdict {
    private static final List<String> PHASES = List.of("network", "handshake", "certificate", "established");
    private static final Map<String, String> SURE = Map.of("certain", "certain: the bytes prove it", "likely", "likely", "possible", "possible, not more");

    private final Style style;
    private final JsonNode document;
    private final JsonNode ours;
    private final List<String> lines = new ArrayList<>();

    private Verdict(JsonNode document, Style style) {
        this.style = style;
        this.document = document;
        this.ours = document.path("helloscope");
    }

    /** The lines about this document, whose strings are escaped already. */
    static List<String> of(JsonNode document, Style style) {
        Verdict verdict = new Verdict(document, style);
        verdict.phases();
        verdict.verdict();
        verdict.list("Why", "evidence", "text");
        verdict.list("What to do", "remedies", "text");
        verdict.clients();
        verdict.versions();
        verdict.asked();
        verdict.commands();
        return verdict.lines;
    }

    private boolean failed() {
        return document.path("event").path("outcome").asText().equals("failure");
    }

    private void phases() {
        int reached = failed() ? PHASES.indexOf(ours.path("phase").asText()) : PHASES.size();
        for (int i = 0; i < PHASES.size(); i++) {
            String mark = i < reached ? style.good("ok    ") : i == reached ? style.bad("FAILED") : style.faint("-     ");
            lines.add("  " + mark + "  " + "%-12s".formatted(PHASES.get(i)) + (i > reached ? style.faint("not reached") : detail(PHASES.get(i))));
        }
    }

    private String detail(String phase) {
        return switch (phase) {
            case "network" -> join(address(), milliseconds("dns", "name"), milliseconds("connect", "connection"),
                    ours.path("next_proxy").isTextual() ? "through " + ours.path("next_proxy").asText() : "");
            case "handshake" -> join(document.path("tls").path("version").isTextual() ? name(document.path("tls")) : "",
                    document.path("tls").path("cipher").asText(""), document.path("tls").path("next_protocol").asText(""));
            case "certificate" -> certificate();
            default -> "";
        };
    }

    private String address() {
        JsonNode to = document.path("destination");
        return to.path("ip").isTextual() ? to.path("ip").asText() + " port " + to.path("port").asInt() : "";
    }

    private String milliseconds(String step, String name) {
        JsonNode took = ours.path("timings").path(step);
        return took.isNumber() ? "%s %s ms".formatted(name, took.asText()) : "";
    }

    private static String name(JsonNode tls) {
        return tls.path("version_protocol").asText("tls").toUpperCase(java.util.Locale.ROOT) + " " + tls.path("version").asText();
    }

    private String certificate() {
        JsonNode server = document.path("tls").path("server");
        return join(server.path("subject").asText(""), server.path("issuer").isTextual() ? "issued by " + server.path("issuer").asText() : "",
                server.path("not_after").isTextual() ? "valid until " + server.path("not_after").asText() : "");
    }

    private static String join(String... parts) {
        return String.join(", ", java.util.Arrays.stream(parts).filter(part -> !part.isEmpty()).toList());
    }

    private void verdict() {
        lines.add("");
        String title = ours.path("title").asText();
        lines.add((failed() ? style.bad(style.bold(title)) : style.good(style.bold(title))) + style.faint("  " + ours.path("cause").asText()));
        paragraph("", ours.path("explanation").asText());
        if (failed()) {
            Optional<String> product = Optional.ofNullable(ours.path("product").textValue());
            lines.add("");
            lines.add("Who      " + ours.path("party").asText() + product.map(name -> " (" + name + ")").orElse(""));
            lines.add("How sure " + SURE.getOrDefault(ours.path("confidence").asText(), ours.path("confidence").asText()));
        }
    }

    private void list(String heading, String key, String field) {
        if (!ours.path(key).isEmpty()) {
            heading(heading);
            ours.path(key).forEach(item -> paragraph("- ", item.path(field).asText()));
        }
    }

    private void clients() {
        if (!ours.path("client_errors").isEmpty()) {
            heading("What clients show");
            ours.path("client_errors").properties().forEach(error -> lines.add("  %-9s %s".formatted(error.getKey(), error.getValue().asText())));
        }
    }

    private void versions() {
        if (!ours.path("versions").isEmpty()) {
            heading("Versions");
            ours.path("versions").forEach(row -> lines.add("  %-8s %-12s %s".formatted(row.path("version").asText(),
                    row.path("offered").asBoolean() ? "offered" : "not offered", join(accepted(row), row.path("answer").asText("")))));
        }
    }

    private static String accepted(JsonNode row) {
        return row.path("accepted").isBoolean() ? row.path("accepted").asBoolean() ? "accepted" : "refused" : "";
    }

    private void asked() {
        if (!ours.path("triage").isEmpty()) {
            heading("Asked once more");
            ours.path("triage").forEach(ask -> paragraph("- ", ask.path("asked").asText() + ": " + ask.path("answer").asText()));
        }
    }

    private void commands() {
        if (!ours.path("checks").isEmpty()) {
            heading("Check it yourself");
            ours.path("checks").forEach(check -> {
                lines.add("  $ " + check.path("command").asText());
                paragraph("  ", check.path("shows").asText());
            });
        }
    }

    private void heading(String text) {
        lines.add("");
        lines.add(style.bold(text));
    }

    private void paragraph(String bullet, String text) {
        String first = "  " + bullet;
        lines.addAll(TextLines.of(first, " ".repeat(first.length()), text));
    }
}
