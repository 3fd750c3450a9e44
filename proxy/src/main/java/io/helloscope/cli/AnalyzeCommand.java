package io.helloscope.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.app.CaptureAnalysis;
import io.helloscope.app.StartException;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.Escape;
import io.helloscope.report.ReportDocument;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads captures and says the same about their connections as the proxy says about its own. */
@Command(name = "analyze", mixinStandardHelpOptions = true, description = "Read captures (pcap, pcapng, also gzip) and say what broke in them.")
final class AnalyzeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Captures; - is standard input.")
    private List<String> files = List.of();

    @Option(names = "--json", description = "One report document a line.")
    private boolean json;

    private final ObjectMapper mapper = new ObjectMapper();
    private final Map<String, Integer> causes = new TreeMap<>();
    private boolean failures;

    @Override
    public Integer call() {
        // Not the command line's writer: a document a line is too many flushes for it.
        PrintStream out = new PrintStream(new BufferedOutputStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), 1 << 16), false, StandardCharsets.UTF_8);
        CaptureAnalysis analysis = new CaptureAnalysis();
        for (String file : files) {
            Optional<String> damage = analyze(analysis, file, out);
            out.flush();
            damage.ifPresent(what -> spec.commandLine().getErr().println("helloscope: " + file + ": " + what + "; what was read before it is good"));
        }
        if (!json) {
            causes.forEach((cause, count) -> out.printf("%8d %s%n", count, cause));
        }
        out.flush();
        return failures && !json ? ExitCode.FAILURE : ExitCode.OK;
    }

    private Optional<String> analyze(CaptureAnalysis analysis, String file, PrintStream out) {
        try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
            return analysis.read(in, report -> show(report, file, out));
        } catch (java.nio.file.NoSuchFileException absent) {
            throw new StartException(file + ": there is no such file");
        } catch (IOException unreadable) {
            throw new StartException(file + ": " + unreadable.getMessage());
        }
    }

    private void show(ConnectionReport report, String file, PrintStream out) {
        if (json) {
            Map<String, Object> document = ReportDocument.of(report);
            document.put("file", Map.of("path", file));
            try {
                out.write(mapper.writeValueAsBytes(document));
                out.write('\n');
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
            return;
        }
        causes.merge(report.diagnosis().cause().code(), 1, Integer::sum);
        if (report.outcome() == ConnectionReport.Outcome.FAILURE) {
            failures = true;
            List<String> lines = new ArrayList<>();
            lines.add("%s %s -> %s:%d %s (%s, %s)".formatted(report.connection().openedAt(), report.connection().client().ip(),
                    Escape.text(report.connection().destination().host(), 120), report.connection().destination().port(),
                    report.diagnosis().cause().code(), report.diagnosis().confidence().code(), report.diagnosis().party().code()));
            report.diagnosis().evidence().forEach(evidence -> lines.add("    " + evidence.text()));
            lines.forEach(out::println);
        }
    }
}
