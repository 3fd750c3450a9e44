package io.helloscope.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.ReportDocument;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * A connection of a capture as one line: its report document, and the file. Alerts of which only the length tells stand apart, so that
 * {@code helloscope.alerts} is what every other reader of the same capture lists.
 */
final class CaptureLine {
    private final ObjectMapper mapper;

    CaptureLine(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    void write(ConnectionReport report, String file, PrintStream out) {
        Map<String, Object> document = ReportDocument.of(report);
        document.put("file", Map.of("path", file));
        apart(document);
        try {
            out.write(mapper.writeValueAsBytes(document));
            out.write('\n');
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @SuppressWarnings("unchecked")
    private static void apart(Map<String, Object> document) {
        Map<String, Object> ours = (Map<String, Object>) document.get("helloscope");
        List<Map<String, Object>> all = (List<Map<String, Object>>) ours.getOrDefault("alerts", List.of());
        List<Map<String, Object>> hidden = all.stream().filter(alert -> !alert.containsKey("code")).toList();
        if (!hidden.isEmpty()) {
            ours.put("alerts", all.stream().filter(alert -> alert.containsKey("code")).toList());
            ours.put("encrypted_alerts", hidden);
        }
    }
}
