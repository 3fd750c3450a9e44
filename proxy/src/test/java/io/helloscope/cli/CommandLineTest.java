package io.helloscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.core.ConsoleAppender;
import io.helloscope.testing.Program;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** What people type and read, as far as it needs no process of its own. */
class CommandLineTest {
    @TempDir
    Path folder;

    private record Ended(int code, String out, String err) {
    }

    private static Ended run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return new Ended(line.execute(arguments), out.toString(), err.toString());
    }

    private static void refused(String sentence, String... arguments) {
        assertThat(run(arguments)).isEqualTo(new Ended(2, "", "helloscope: " + sentence + System.lineSeparator()));
    }

    @Test
    void versionAndHelpGoToStandardOutput() {
        assertThat(run("--version").out()).matches("(?s)helloscope [0-9]+\\.[0-9]+.*");
        Ended help = run("--help");
        assertThat(help.code()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).contains("run", "open", "analyze", "check-config", "hash-password", "Exit codes:");
    }

    @Test
    void everyCommandHasItsHelp() {
        Main.commandLine().getSubcommands().forEach((name, command) ->
                assertThat(command.getUsageMessage()).as(name).contains("Usage: helloscope " + name).doesNotContain("${"));
    }

    @Test
    void anUnknownOptionIsAMistakeOfTheUser() {
        Ended ended = run("run", "--prot", "1");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("--prot").doesNotContain("\tat ");
    }

    @Test
    void everyCommandLogsToStandardErrorAndNothingOfTheLibrariesDetails() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.DEBUG);
        Path reference = Program.root().resolve("config/helloscope.yaml");
        Main.commandLine().setOut(new PrintWriter(new StringWriter())).setExecutionStrategy(Main::logged).execute("check-config", reference.toString());
        assertThat(root.getLevel()).isEqualTo(Level.WARN);
        assertThat(root.iteratorForAppenders()).toIterable().singleElement().isInstanceOfSatisfying(ConsoleAppender.class,
                console -> assertThat(console.getTarget()).isEqualTo("System.err"));
    }

    @Test
    void theReferenceConfigurationIsGood() {
        Path reference = Program.root().resolve("config/helloscope.yaml");
        assertThat(run("check-config", reference.toString())).isEqualTo(new Ended(0, reference + ": good" + System.lineSeparator(), ""));
    }

    @Test
    void whatCannotBeReadIsOneSentence() throws Exception {
        Path absent = folder.resolve("absent");
        refused(absent + ": there is no such file", "check-config", absent.toString());
        refused(absent + ": there is no such file", "analyze", absent.toString());
        Path bad = Files.writeString(folder.resolve("bad.yaml"), "drain: soon\n");
        refused(bad + ":1: drain: \"soon\" (expected: a number with ms, s, m, h or d, such as 10s)", "check-config", bad.toString());
    }

    @Test
    void aDamagedOverlayIsNamedWithItsLine() throws Exception {
        Path overlay = Files.writeString(folder.resolve("mine.yaml"), "format: 1\nsigns: none\n");
        Path config = Files.writeString(folder.resolve("config.yaml"), "knowledge: {overlays: ['" + overlay + "']}\n");
        Ended ended = run("check-config", config.toString());
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).startsWith("helloscope: " + overlay + ":2: ").hasLineCount(1);
    }
}
