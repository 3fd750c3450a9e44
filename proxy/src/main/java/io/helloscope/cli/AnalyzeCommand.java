package io.helloscope.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.app.BoxAnalysis;
import io.helloscope.app.CaptureAnalysis;
import io.helloscope.app.StartException;
import io.helloscope.capture.box.BoxFindings;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.Escape;
import io.helloscope.report.Incident;
import io.helloscope.report.ReportSink;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads captures and says the same about their connections as the proxy says about its own. */
@Command(name = "analyze", mixinStandardHelpOptions = true, description = "Read captures (pcap, pcapng, also gzip) and say what broke in them.")
final class AnalyzeCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";
    private static final long IDLE_MILLISECONDS = 500;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "Captures; - is standard input, also while the capture is still being made.")
    private List<String> files = List.of();

    @Option(names = "--json", description = "One report document a line, as connections end.")
    private boolean json;

    @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "Only connections of this host (also *.example.org), cause or party; may be repeated.")
    private List<String> filters = List.of();

    @Option(names = "--client-side", paramLabel = "FILE", description = "A capture made between clients and a box; with --server-side.")
    private Optional<Path> clientSide = Optional.empty();

    @Option(names = "--server-side", paramLabel = "FILE", description = "One made between the box and servers at the same time: what did the box change?")
    private Optional<Path> serverSide = Optional.empty();

    @Override
    public Integer call() throws IOException {
        if (files.isEmpty() == clientSide.isEmpty() || clientSide.isPresent() != serverSide.isPresent()) {
            throw new ParameterException(spec.commandLine(), "expected: FILE..., or --client-side FILE and --server-side FILE");
        }
        CaptureFilter filter;
        try {
            filter = CaptureFilter.of(filters);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage());
        }
        // Not the command line's writer: a document a line is too many flushes for it. Standard output is not ours to close.
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false, StandardCharsets.UTF_8);
        try {
            return clientSide.isPresent() ? box(clientSide.get(), serverSide.orElseThrow(), out) : analyze(filter, out);
        } finally {
            out.flush();
        }
    }

    private int box(Path clients, Path servers, PrintStream out) throws IOException {
        BoxAnalysis analysis = new BoxAnalysis(CaptureAnalysis.knowledge());
        read(clients.toString(), analysis::readClientSide);
        read(servers.toString(), analysis::readServerSide);
        BoxTable table = new BoxTable(Style.of(spec.commandLine()), out);
        BoxFindings findings = analysis.findings();
        if (json) {
            table.json(findings, new ObjectMapper());
        } else {
            table.print(findings);
        }
        if (analysis.leftOut() > 0) {
            spec.commandLine().getErr().println("helloscope: " + analysis.leftOut() + " connections more than can be looked at together were left out");
        }
        return ExitCode.OK;
    }

    private int analyze(CaptureFilter filter, PrintStream out) throws IOException {
        Knowledge knowledge = CaptureAnalysis.knowledge();
        CaptureTable table = new CaptureTable(Style.of(spec.commandLine()));
        boolean live = files.contains(STANDARD_INPUT);
        for (String file : files) {
            CaptureAnalysis analysis = new CaptureAnalysis(knowledge, new Shown(filter, file, live, table, out));
            ScheduledExecutorService clock = clock(file, analysis);
            try {
                read(file, analysis::read);
            } finally {
                clock.shutdownNow();
                out.flush();
            }
        }
        if (!json) {
            table.print(out, !live);
        }
        return table.failures() && !json ? ExitCode.FAILURE : ExitCode.OK;
    }

    /** Reads one capture, wherever it is. */
    private interface Reader {
        Optional<String> read(InputStream in) throws IOException;
    }

    private static ScheduledExecutorService clock(String file, CaptureAnalysis analysis) {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "idle");
            thread.setDaemon(true);
            return thread;
        });
        if (file.equals(STANDARD_INPUT)) {
            clock.scheduleWithFixedDelay(analysis::idle, IDLE_MILLISECONDS, IDLE_MILLISECONDS, TimeUnit.MILLISECONDS);
        }
        return clock;
    }

    private void read(String file, Reader reader) {
        try (InputStream in = file.equals(STANDARD_INPUT) ? System.in : opened(Path.of(file))) {
            reader.read(in).ifPresent(what ->
                    spec.commandLine().getErr().println("helloscope: " + file + ": " + what + "; what was read before it is good"));
        } catch (NoSuchFileException absent) {
            throw new StartException(file + ": there is no such file");
        } catch (IOException unreadable) {
            throw new StartException(file + ": " + unreadable.getMessage());
        }
    }

    private static InputStream opened(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        return Progress.isSeen() ? new Progress(in, Escape.text(String.valueOf(file.getFileName()), 60), Files.size(file), System.err) : in;
    }

    /** Shows each connection of one capture once, when it has ended; its incident as it stands at the end. */
    private final class Shown implements ReportSink {
        private final CaptureFilter filter;
        private final String file;
        private final boolean live;
        private final CaptureTable table;
        private final PrintStream out;
        private final CaptureLine line = new CaptureLine(new ObjectMapper());
        private String last = "";

        private Shown(CaptureFilter filter, String file, boolean live, CaptureTable table, PrintStream out) {
            this.filter = filter;
            this.file = file;
            this.live = live;
            this.table = table;
            this.out = out;
        }

        @Override
        public void report(ConnectionReport report) {
            // Ids grow from one connection to the next; an older one comes again where its client reached its goal otherwise.
            boolean again = report.id().substring(ID_NUMBER).compareTo(last) <= 0;
            if (again || !filter.wants(report)) {
                return;
            }
            last = report.id().substring(ID_NUMBER);
            table.add(report);
            if (json) {
                line.write(report, file, out);
            } else if (live && report.outcome() == ConnectionReport.Outcome.FAILURE) {
                table.lines(report, 1).forEach(out::println);
            }
            if (live) {
                out.flush();
            }
        }

        @Override
        public void incident(Incident incident) {
            if (filter.wants(incident.report())) {
                table.add(incident);
            }
        }

        @Override
        public void withdrawn(String incidentId) {
            table.remove(incidentId);
        }
    }

    /** Where the number of a connection stands in its id. */
    private static final int ID_NUMBER = 17;
}
