package io.helloscope.cli;

import io.helloscope.report.Escape;
import io.helloscope.report.TextLines;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The document of an explanation for people at a terminal. */
final class ExplainText {
    private static final int IN_FULL = 3;
    private static final int MOST_ERRORS = 6;

    private final PrintWriter out;
    private final Style style;

    ExplainText(PrintWriter out, Style style) {
        this.out = out;
        this.style = style;
    }

    void print(Map<String, Object> document) {
        out.println(style.bold(text(document, "summary")));
        if (document.containsKey("cut")) {
            out.println("Only the first 64 KiB of the text were looked at.");
        }
        errors(list(document, "errors"));
        List<Map<String, Object>> causes = list(document, "causes");
        for (int i = 0; i < Math.min(IN_FULL, causes.size()); i++) {
            cause(i + 1, causes.get(i));
        }
        others(causes);
        list(document, "situations").forEach(this::situation);
        near(list(document, "near"));
        incidents(list(document, "incidents"));
    }

    private void errors(List<Map<String, Object>> errors) {
        if (errors.isEmpty()) {
            return;
        }
        heading("Recognised");
        errors.stream().limit(MOST_ERRORS).forEach(error -> {
            out.println("  " + text(error, "client") + ": " + text(error, "text") + (error.containsKey("code") ? " [" + text(error, "code") + "]" : ""));
            if (error.containsKey("hint")) {
                wrapped("      ", text(error, "hint"));
            }
        });
        if (errors.size() > MOST_ERRORS) {
            out.println("  and " + (errors.size() - MOST_ERRORS) + " more with the same number");
        }
    }

    private void cause(int number, Map<String, Object> cause) {
        heading(number + ". " + text(cause, "title") + "  " + style.faint("(" + text(cause, "cause") + ", " + text(cause, "phase") + ", by: " + text(cause, "party") + ")"));
        wrapped("  ", text(cause, "explanation"));
        if (cause.containsKey("sign")) {
            wrapped("  It is this one if: ", text(cause, "sign") + ".");
        }
        if (cause.containsKey("check")) {
            out.println("  To look: " + style.bold(text(cause, "check")));
        }
        list(cause, "remedies").forEach(remedy -> wrapped("  " + who(text(remedy, "audience")) + ": ", text(remedy, "text")));
    }

    private static String who(String audience) {
        return switch (audience) {
            case "server-owner" -> "Owner of the server";
            case "network-admin" -> "Administrator of the network";
            default -> "User";
        };
    }

    private void others(List<Map<String, Object>> causes) {
        if (causes.size() <= IN_FULL) {
            return;
        }
        heading("Less likely");
        Set<String> shown = new TreeSet<>();
        causes.stream().skip(IN_FULL).filter(cause -> shown.add(text(cause, "cause"))).forEach(cause -> wrapped("  ",
                text(cause, "title") + " (" + text(cause, "cause") + ")" + (cause.containsKey("sign") ? ": " + text(cause, "sign") : "")));
    }

    private void situation(Map<String, Object> situation) {
        heading(text(situation, "title"));
        wrapped("  ", text(situation, "text"));
        if (situation.get("steps") instanceof List<?> steps) {
            steps.forEach(step -> wrapped("  - ", String.valueOf(step)));
        }
    }

    private void near(List<Map<String, Object>> near) {
        if (near.isEmpty()) {
            return;
        }
        heading("The nearest that are known");
        near.forEach(error -> out.println("  " + text(error, "client") + ": " + text(error, "text")));
    }

    /** What the proxy has escaped is escaped again: whoever answers at that address need not be one. */
    private void incidents(List<Map<String, Object>> incidents) {
        if (incidents.isEmpty()) {
            return;
        }
        heading("Incidents of the running proxy that fit");
        incidents.forEach(incident -> out.println("  " + Escape.text(value(incident, "@timestamp") + "  "
                + value(incident, "destination", "domain") + ":" + value(incident, "destination", "port") + "  "
                + value(incident, "helloscope", "cause") + "  " + value(incident, "helloscope", "incident"), 300)));
    }

    private static String value(Map<String, Object> document, String... path) {
        Object at = document;
        for (String key : path) {
            at = at instanceof Map<?, ?> map && map.containsKey(key) ? map.get(key) : "";
        }
        return String.valueOf(at);
    }

    private static String text(Map<String, Object> document, String key) {
        return String.valueOf(document.getOrDefault(key, ""));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> document, String key) {
        return document.get(key) instanceof List<?> some ? (List<Map<String, Object>>) some : List.of();
    }

    private void heading(String text) {
        out.println();
        out.println(style.bold(text));
    }

    private void wrapped(String lead, String text) {
        String indent = " ".repeat(lead.length() > 8 ? 6 : lead.length());
        TextLines.of(lead, indent, text).forEach(out::println);
    }
}
