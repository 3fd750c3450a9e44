package io.helloscope.cli;

import io.helloscope.app.StartException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts an installed browser with a throw-away profile that sends everything, loopback included, through the proxy. */
@Command(name = "open", mixinStandardHelpOptions = true,
        description = "Start an installed browser with a throw-away profile that sends everything, localhost included, through the proxy.")
final class OpenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "URL", description = "What to open, such as https://localhost:3000/.")
    private String url;

    @Option(names = "--proxy", paramLabel = "HOST:PORT", defaultValue = "127.0.0.1:3128",
            description = "Where the proxy listens (default: ${DEFAULT-VALUE}).")
    private String proxy;

    @Option(names = "--browser", paramLabel = "PROGRAM",
            description = "Name or path of the browser (default: the first installed of Chromium, Chrome, Edge, Brave and Firefox).")
    private Optional<String> browser;

    @Option(names = "--headless", description = "Without a window; the page's text goes to standard output (Chromium and its kin).")
    private boolean headless;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String address = requireUrl(url);
        Browser found = browser.map(Browser::named).orElseGet(Browser::firstInstalled);
        Path profile = Files.createTempDirectory("helloscope-browser-");
        try {
            List<String> command = found.command(profile, requireProxy(proxy), address, headless);
            spec.commandLine().getErr().println("helloscope: starting " + String.join(" ", command));
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0 ? ExitCode.OK : ExitCode.FAILURE;
        } finally {
            Profiles.delete(profile);
        }
    }

    private static String requireUrl(String text) {
        URI uri;
        try {
            uri = URI.create(text.contains("://") ? text : "https://" + text);
        } catch (IllegalArgumentException broken) {
            throw new StartException("URL: \"" + text + "\" (expected: an address such as https://localhost:3000/)");
        }
        if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
            throw new StartException("URL: \"" + text + "\" (expected: an address such as https://localhost:3000/)");
        }
        return uri.toString();
    }

    private static String requireProxy(String text) {
        if (!text.matches("[A-Za-z0-9.\\-]+:[0-9]{1,5}|\\[[0-9a-fA-F:.]+]:[0-9]{1,5}")) {
            throw new StartException("--proxy: \"" + text + "\" (expected: HOST:PORT, such as 127.0.0.1:3128)");
        }
        return text;
    }
}
