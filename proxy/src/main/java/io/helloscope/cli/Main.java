package io.helloscope.cli;

import io.helloscope.app.StartException;
import io.helloscope.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program's entry: one command line, its commands, one sentence for each mistake. */
@Command(name = "helloscope", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "A forward proxy that never decrypts, and says who broke a TLS connection and why.",
        subcommands = {RunCommand.class, OpenCommand.class, CheckCommand.class, CompareCommand.class, ExplainCommand.class, AnalyzeCommand.class,
            CheckConfigCommand.class, HashPasswordCommand.class, CommandLine.HelpCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all went well", "1:it ran and met a failure", "2:wrong usage or configuration, or a port in use: nothing was started"})
public final class Main {
    private Main() {
    }

    /** Runs one command and ends the program with its exit code. */
    public static void main(String... arguments) {
        System.exit(commandLine().setExecutionStrategy(Main::logged).execute(arguments));
    }

    /** Every command logs in the same way: lines on standard error, where they are in the way of no output. */
    static int logged(CommandLine.ParseResult command) {
        Integer help = CommandLine.executeHelpRequest(command);
        if (help != null) {
            return help;
        }
        Logging.start("info");
        return new CommandLine.RunLast().execute(command);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // an error text may begin with a dash or an at sign
        line.getSubcommands().get("explain").setUnmatchedOptionsArePositionalParams(true);
        line.setExpandAtFiles(false);
        line.setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command));
        return line;
    }

    /** A mistake of the user's is one sentence; anything else is our bug and says so, with its trace in the log at debug level. */
    private static int report(Exception failure, CommandLine command) {
        if (failure instanceof ConfigException || failure instanceof StartException) {
            command.getErr().println("helloscope: " + failure.getMessage());
            return ExitCode.USAGE;
        }
        org.slf4j.LoggerFactory.getLogger(Main.class).error("This is a bug of Helloscope", failure);
        return ExitCode.FAILURE;
    }
}
