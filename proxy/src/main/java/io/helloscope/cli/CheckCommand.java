package io.helloscope.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.app.Checkup;
import io.helloscope.app.StartException;
import io.helloscope.config.Settings;
import io.helloscope.config.SettingsFile;
import io.helloscope.dial.DialSettings;
import io.helloscope.dial.HostPattern;
import io.helloscope.dial.NextProxy;
import io.helloscope.dial.UpstreamRule;
import io.helloscope.observe.Destination;
import io.helloscope.probe.hello.Browser;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.ReportDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Checks one address without browser and running proxy, and says what is wrong with it. */
@Command(name = "check", mixinStandardHelpOptions = true,
        description = "Check one address as a browser would meet it; exits with 0 where it is healthy and 1 where a failure was found.")
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "URL|HOST[:PORT]", description = "The address; port 443 where it names none.")
    private String address;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file, for resolver, upstream and trust.")
    private Optional<Path> config;

    @Option(names = "--proxy", paramLabel = "URL", description = "Go through this proxy (http:// or socks5://).")
    private Optional<String> proxy;

    @Option(names = "--as", paramLabel = "BROWSER", defaultValue = "chromium", description = "Say hello as ${COMPLETION-CANDIDATES} does (default: ${DEFAULT-VALUE}).")
    private Browser browser;

    @Option(names = "--json", description = "Print the report document.")
    private boolean json;

    @Option(names = "--support", description = "Print one Markdown block for a ticket, in which names and addresses are hashed.")
    private boolean support;

    @Option(names = "--save", paramLabel = "FILE", description = "Also save the report document, for compare.")
    private Optional<Path> save;

    private final ObjectMapper mapper = new ObjectMapper();

    @Override
    public Integer call() {
        Destination destination = destination();
        Settings settings = settings();
        Logging.start("error");
        JsonNode document;
        boolean failed;
        try (Checkup checkup = new Checkup(settings, Version.text(), progress())) {
            ConnectionReport report = checkup.of(destination, browser);
            document = mapper.valueToTree(ReportDocument.of(report));
            failed = report.outcome() == ConnectionReport.Outcome.FAILURE;
        }
        save.ifPresent(file -> write(file, document));
        print(document, destination);
        return failed ? ExitCode.FAILURE : ExitCode.OK;
    }

    private Destination destination() {
        try {
            return CheckedAddress.parse(address);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage());
        }
    }

    private Settings settings() {
        Path data = Path.of(System.getProperty("java.io.tmpdir"));
        Settings read = config.map(file -> SettingsFile.read(file, data, System::getenv)).orElseGet(() -> SettingsFile.defaults(data));
        return proxy.map(url -> read.withDial(through(url, read.dial()))).orElse(read);
    }

    private DialSettings through(String url, DialSettings usual) {
        try {
            return usual.withUpstreamRules(new UpstreamRule(List.of(HostPattern.parse("*")), Optional.of(NextProxy.parse(url))));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--proxy: " + wrong.getMessage());
        }
    }

    /** On a terminal a line that is written over; elsewhere nothing. */
    private Consumer<String> progress() {
        return System.console() == null || json ? step -> { } : step -> System.err.print("\r\u001b[K" + step + " ...");
    }

    private void print(JsonNode document, Destination destination) {
        PrintWriter out = spec.commandLine().getOut();
        if (System.console() != null && !json) {
            System.err.print("\r\u001b[K");
        }
        if (json) {
            out.println(document.toPrettyString());
        } else if (support) {
            SupportBlock.of(document, name(browser), Version.text()).forEach(out::println);
        } else {
            out.printf("%s port %d, as %s would meet it%n%n", destination.host(), destination.port(), name(browser));
            Verdict.of(document, Style.of(spec.commandLine())).forEach(out::println);
        }
        out.flush();
    }

    private static String name(Browser browser) {
        return switch (browser) {
            case CHROMIUM -> "Chromium";
            case FIREFOX -> "Firefox";
        };
    }

    private void write(Path file, JsonNode document) {
        try {
            Files.writeString(file, document.toPrettyString());
        } catch (IOException unwritable) {
            throw new StartException(file + ": cannot be written");
        }
    }
}
