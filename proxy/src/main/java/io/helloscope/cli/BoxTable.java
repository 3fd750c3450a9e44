package io.helloscope.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.capture.box.BoxCase;
import io.helloscope.capture.box.BoxFindings;
import io.helloscope.capture.box.Change;
import io.helloscope.capture.box.Fate;
import io.helloscope.capture.box.Grade;
import io.helloscope.observe.Connection;
import io.helloscope.report.Escape;
import io.helloscope.report.TextLines;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a box did, for people and for programs. */
final class BoxTable {
    private static final int TEXT = 512;

    private final Style style;
    private final PrintStream out;

    BoxTable(Style style, PrintStream out) {
        this.style = style;
        this.out = out;
    }

    /** Connections that went alike are told once, with how many they were. */
    void print(BoxFindings findings) {
        Map<String, List<BoxCase>> alike = new LinkedHashMap<>();
        findings.cases().forEach(one -> alike.computeIfAbsent(key(one), k -> new java.util.ArrayList<>()).add(one));
        alike.values().forEach(this::print);
        findings.grade().ifPresent(grade -> {
            out.println(style.bold("The box's own TLS towards servers: grade " + grade + ", " + grade.meaning()));
            findings.reasons().forEach(reason -> lines("  - ", "    ", sentence(reason)));
            if (grade == Grade.A) {
                lines("  ", "  ", "Nothing it offered or accepted is worse than what current browsers do.");
            }
            out.println();
        });
        out.println(style.bold("%d connections of clients, %d behind the box without one".formatted(findings.cases().size(), findings.behindOnly())));
        findings.fates().forEach((fate, count) -> out.printf("%8d  %s%n", count, fate.code()));
    }

    private static String key(BoxCase one) {
        return one.client().destination().host() + " " + one.fate() + one.because() + one.changes() + one.masked() + one.reasons();
    }

    private void print(List<BoxCase> alike) {
        BoxCase one = alike.get(0);
        Connection client = one.client();
        String fate = one.fate() == Fate.PASSED ? style.good(one.fate().code()) : style.bad(one.fate().code());
        out.println(Escape.text(client.destination().host(), 120) + ":" + client.destination().port() + "  " + fate
                + one.grade().map(grade -> ", grade " + grade).orElse("") + (alike.size() > 1 ? "  " + alike.size() + " times" : ""));
        lines("    ", "    ", one.because());
        one.masked().forEach(fault -> lines("    masked: ", "      ", sentence(fault)));
        one.changes().forEach(change -> lines("    - " + change.part() + " ", "      ", Escape.text(change.text(), TEXT)));
        one.reasons().forEach(reason -> lines("    > ", "      ", sentence(reason)));
        out.println();
    }

    private static String sentence(String text) {
        String shown = Escape.text(text, TEXT);
        return shown.isEmpty() ? shown : Character.toUpperCase(shown.charAt(0)) + shown.substring(1) + (shown.endsWith(".") ? "" : ".");
    }

    private void lines(String first, String rest, String text) {
        TextLines.of(first, rest, text).forEach(out::println);
    }

    /** A line for each connection, and one for the box. */
    void json(BoxFindings findings, ObjectMapper mapper) throws IOException {
        for (BoxCase one : findings.cases()) {
            line(mapper, document(one));
        }
        Map<String, Object> box = new LinkedHashMap<>();
        Map<String, Object> fates = new TreeMap<>();
        findings.fates().forEach((fate, count) -> fates.put(fate.code(), count));
        box.put("fates", fates);
        findings.grade().ifPresent(grade -> box.put("grade", grade.name()));
        box.put("reasons", findings.reasons().stream().map(reason -> Escape.text(reason, TEXT)).toList());
        box.put("behind_only", findings.behindOnly());
        line(mapper, Map.of("box", box));
    }

    private void line(ObjectMapper mapper, Map<String, Object> document) throws IOException {
        out.write(mapper.writeValueAsBytes(document));
        out.write('\n');
    }

    private static Map<String, Object> document(BoxCase one) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("@timestamp", one.client().openedAt().toString());
        document.put("source", Map.of("ip", one.client().client().ip(), "port", one.client().client().port()));
        document.put("destination", Map.of("domain", Escape.text(one.client().destination().host(), 255), "port", one.client().destination().port()));
        Map<String, Object> box = new LinkedHashMap<>();
        box.put("fate", one.fate().code());
        box.put("because", one.because());
        one.server().ifPresent(server -> box.put("behind", Map.of("source_port", server.client().port(), "source_ip", server.client().ip())));
        box.put("changes", one.changes().stream().map(BoxTable::change).toList());
        box.put("masked", one.masked().stream().map(fault -> Escape.text(fault, TEXT)).toList());
        one.grade().ifPresent(grade -> box.put("grade", grade.name()));
        box.put("reasons", one.reasons().stream().map(reason -> Escape.text(reason, TEXT)).toList());
        document.put("box", box);
        return document;
    }

    private static Map<String, Object> change(Change change) {
        return Map.of("part", change.part(), "text", Escape.text(change.text(), TEXT));
    }
}
