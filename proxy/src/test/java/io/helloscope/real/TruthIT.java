package io.helloscope.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.testing.Program;
import io.helloscope.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real broken servers behind the real program, asked by curl and Chromium: the cause that it names is held against what is known
 * of each server. {@code -Dtruth.scenarios=a,b} runs some only, {@code -Dtruth.clients=curl} one client.
 */
@Tag("real")
class TruthIT {
    @Test
    void namesTheCauseOfEachBrokenServerAndNoneOfAHealthyOne(@TempDir Path folder) throws IOException, InterruptedException {
        Path truth = Shared.require("truth");
        Path work = Path.of(System.getenv().getOrDefault("TRUTH_WORK", System.getProperty("java.io.tmpdir") + "/helloscope-truth"));
        Shared.need(Files.isDirectory(work.resolve("pki")), "the laboratory is not set up, run " + truth.resolve("setup.sh")
                + " --install first (Debian 12, root)");
        String configuration = Files.readString(truth.resolve("helloscope-truth-passive.yaml"));
        Map<String, String> environment = Map.of("TRUTH_WORK", work.toString());
        Path results = Program.root().resolve("proxy/target/truth.json");
        try (Program program = Program.run(folder, configuration, 3128, 3129, environment)) {
            List<String> command = new ArrayList<>(List.of("python3", truth.resolve("check.py").toString(), "--triage", "off",
                    "--only", "healthy,cause=0.95,same=0.98", "--clients", System.getProperty("truth.clients", "curl,chromium"),
                    "--json", results.toString()));
            String some = System.getProperty("truth.scenarios", "");
            if (!some.isEmpty()) {
                command.addAll(List.of(some.split(",")));
            }
            ProcessBuilder check = new ProcessBuilder(command).inheritIO();
            check.environment().putAll(environment);
            Process running = check.start();
            try {
                assertThat(running.waitFor(25, TimeUnit.MINUTES)).as("the run ends in time").isTrue();
                assertThat(running.exitValue()).as("the shares that count are reached, see the lines above").isZero();
            } finally {
                running.destroy();
            }
            assertThat(program.process().isAlive()).as(program.log()).isTrue();
        }
    }
}
