package io.helloscope.cli;

import io.helloscope.app.Helloscope;
import io.helloscope.config.SettingsFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a configuration, and the files that it names, and says whether it can be used. */
@Command(name = "check-config", mixinStandardHelpOptions = true, description = "Say whether a configuration file, and the files that it names, can be used.")
final class CheckConfigCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The configuration file.")
    private Path file;

    @Override
    public Integer call() {
        Helloscope.check(SettingsFile.read(file, Path.of("data"), System::getenv));
        spec.commandLine().getOut().println(file + ": good");
        return ExitCode.OK;
    }
}
