package io.helloscope.web;

import io.helloscope.report.Recorded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Documents as a table for spreadsheets (RFC 4180). What a spreadsheet would take for a formula is text there. */
final class Csv {
    private static final List<String> TEXTS = List.of("@timestamp", "event.id", "event.outcome", "source.ip", "destination.domain", "destination.ip",
            "helloscope.cause", "helloscope.phase", "helloscope.party", "helloscope.confidence", "helloscope.product", "helloscope.title",
            "helloscope.history", "tls.version", "tls.server.issuer", "user_agent.original", "helloscope.incident");
    private static final List<String> NUMBERS = List.of("source.port", "destination.port", "event.duration", "helloscope.reports.count");

    private Csv() {
    }

    static byte[] of(List<Recorded> rows) {
        StringBuilder table = new StringBuilder();
        List<String> names = new ArrayList<>(TEXTS);
        names.addAll(NUMBERS);
        table.append(String.join(",", names)).append("\r\n");
        for (Recorded row : rows) {
            List<String> cells = new ArrayList<>();
            TEXTS.forEach(path -> cells.add(row.text(path).map(Csv::cell).orElse("")));
            NUMBERS.forEach(path -> cells.add(row.number(path).isPresent() ? Long.toString(row.number(path).getAsLong()) : ""));
            table.append(String.join(",", cells)).append("\r\n");
        }
        return table.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String cell(String text) {
        String harmless = text.isEmpty() || "=+-@\t\r".indexOf(text.charAt(0)) < 0 ? text : "'" + text;
        return harmless.matches("[^\",\r\n]*") ? harmless : '"' + harmless.replace("\"", "\"\"") + '"';
    }
}
