package io.helloscope.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.app.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what differs between two saved checks: "works on the hotspot, fails at the office". */
@Command(name = "compare", mixinStandardHelpOptions = true,
        description = "Say what differs between two checks that were saved with check --save; exits with 1 where something does.")
final class CompareCommand implements Callable<Integer> {
    private static final long LARGEST = 4L << 20;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "GOOD", description = "The check that went well.")
    private Path good;

    @Parameters(index = "1", paramLabel = "BAD", description = "The check that did not.")
    private Path bad;

    @Override
    public Integer call() {
        Comparison comparison = new Comparison(read(good), read(bad));
        PrintWriter out = spec.commandLine().getOut();
        comparison.otherAddress().ifPresent(both -> out.println("These are checks of different addresses, " + both + ": not much follows from a difference."));
        List<Comparison.Difference> differences = comparison.differences();
        if (differences.isEmpty()) {
            out.println("Nothing differs that a check can see.");
            return ExitCode.OK;
        }
        differences.forEach(difference -> out.printf("%s%n  good: %s%n  bad:  %s%n", difference.what(), difference.good(), difference.bad()));
        return ExitCode.FAILURE;
    }

    private static JsonNode read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new StartException(file + ": too large (expected: a file that check --save wrote)");
            }
            JsonNode document = new ObjectMapper().readTree(Files.readAllBytes(file));
            if (!document.path("helloscope").isObject() || !document.path("destination").isObject()) {
                throw new StartException(file + ": no saved check (expected: a file that check --save wrote)");
            }
            return document;
        } catch (NoSuchFileException absent) {
            throw new StartException(file + ": there is no such file");
        } catch (IOException unreadable) {
            throw new StartException(file + ": cannot be read as a saved check (expected: a file that check --save wrote)");
        }
    }
}
