package io.helloscope.cli;

import io.helloscope.app.Helloscope;
import io.helloscope.config.SettingsFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the proxy and its dashboard until it is told to stop. */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Run the proxy and its dashboard until SIGTERM or Ctrl-C.")
final class RunCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file (default: every setting has its default).")
    private Optional<Path> config;

    @Option(names = "--data", paramLabel = "DIR", description = "The folder of what the program keeps (default: ${DEFAULT-VALUE}).",
            defaultValue = "${env:XDG_STATE_HOME:-${sys:user.home}/.local/state}/helloscope")
    private Path data;

    @Option(names = "--log-level", paramLabel = "LEVEL", description = "error, warn, info, debug or trace; comes before the configuration's.")
    private Optional<LogLevel> level;

    /** Levels of the program's own log. */
    enum LogLevel { ERROR, WARN, INFO, DEBUG, TRACE }

    @Override
    public Integer call() throws InterruptedException {
        SettingsFile.Loaded loaded = SettingsFile.load(config, data, System::getenv);
        Logging.start(level.map(LogLevel::name).orElse(loaded.settings().logLevel()));
        Helloscope running = Helloscope.start(loaded.settings(), Version.text(), loaded.shown());
        running.awaitTables();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            running.close();
            // Being told to stop is no failure; without this the JVM would say 128 plus the signal's number.
            Runtime.getRuntime().halt(ExitCode.OK);
        }, "stop"));
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }
}
