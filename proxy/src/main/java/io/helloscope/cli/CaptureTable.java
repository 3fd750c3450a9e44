package io.helloscope.cli;

import io.helloscope.observe.Connection;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.Escape;
import io.helloscope.report.Incident;
import io.helloscope.report.TextLines;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Evidence;
import java.io.PrintStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What captures hold, for people: incidents first, then how many connections ended how. Bounded, however many there are. */
final class CaptureTable {
    private static final int MOST_INCIDENTS = 1000;
    private static final int MOST_EVIDENCE = 4;
    private static final int NAME = 120;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Style style;
    private final Map<String, List<String>> incidents = new LinkedHashMap<>();
    private final Map<Cause, Integer> causes = new EnumMap<>(Cause.class);
    private long connections;
    private long failures;
    private long unknown;
    private long untold;

    CaptureTable(Style style) {
        this.style = style;
    }

    void add(ConnectionReport report) {
        connections++;
        causes.merge(report.diagnosis().cause(), 1, Integer::sum);
        failures += report.outcome() == ConnectionReport.Outcome.FAILURE ? 1 : 0;
        unknown += report.outcome() == ConnectionReport.Outcome.UNKNOWN ? 1 : 0;
    }

    void add(Incident incident) {
        if (incidents.size() < MOST_INCIDENTS || incidents.containsKey(incident.id())) {
            incidents.put(incident.id(), lines(incident.report(), incident.count()));
        } else if (incident.count() == 1) {
            untold++;
        }
    }

    void remove(String incidentId) {
        incidents.remove(incidentId);
    }

    boolean failures() {
        return !incidents.isEmpty() || untold > 0;
    }

    /** One failure, for a capture that is still being made. */
    List<String> lines(ConnectionReport report, long count) {
        Connection connection = report.connection();
        String head = "%s  %s -> %s:%d  ".formatted(TIME.format(connection.openedAt()), connection.client().ip(),
                Escape.text(connection.destination().host(), NAME), connection.destination().port());
        List<String> lines = new java.util.ArrayList<>();
        lines.add(head + style.bad(report.diagnosis().cause().code()) + " (" + report.diagnosis().confidence().code() + ", "
                + report.diagnosis().party().code() + ")" + (count > 1 ? "  " + count + " times" : ""));
        lines.addAll(TextLines.of("    ", "    ", report.diagnosis().title() + "."));
        report.diagnosis().evidence().stream().limit(MOST_EVIDENCE).map(Evidence::text)
                .forEach(text -> lines.addAll(TextLines.of("    - ", "      ", text)));
        report.diagnosis().remedies().stream().findFirst().ifPresent(remedy -> lines.addAll(TextLines.of("    > ", "      ", remedy.text())));
        return lines;
    }

    void print(PrintStream out, boolean withIncidents) {
        if (withIncidents) {
            incidents.values().forEach(lines -> {
                lines.forEach(out::println);
                out.println();
            });
            if (untold > 0) {
                out.printf("%d more incidents are not shown; --filter narrows them down, --json has them all.%n%n", untold);
            }
        }
        out.println(style.bold("%s, %s, %d failed, of %d it cannot be told".formatted(count(connections, "connection"),
                count(incidents.size() + untold, "incident"), failures, unknown)));
        causes.entrySet().stream().sorted(Map.Entry.<Cause, Integer>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> out.printf("%8d  %s%n", entry.getValue(), entry.getKey().code()));
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
