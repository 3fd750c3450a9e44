package io.helloscope.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.testing.Program;
import io.helloscope.testing.Shared;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's example, with exactly its commands: what it promises to show is shown. */
@Tag("real")
class ReadmeIT {
    private static String block(String name) throws IOException {
        Matcher matcher = Pattern.compile("```[a-z]+ " + Pattern.quote(name) + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Program.root().resolve("README.md")));
        assertThat(matcher.find()).as("README.md has the block " + name).isTrue();
        return matcher.group(1);
    }

    private static Process start(Path folder, String command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", "exec " + command.strip()).directory(Program.root().toFile());
        builder.environment().put("XDG_STATE_HOME", folder.toString());
        return builder.redirectErrorStream(true).redirectOutput(folder.resolve("out-" + System.nanoTime()).toFile()).start();
    }

    private static String run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    private static void awaitPort(int port) {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (Instant.now().isBefore(end)) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
        throw new AssertionError("nothing listens on port " + port);
    }

    @Test
    void theExampleShowsWhatItPromises(@TempDir Path folder) throws Exception {
        Shared.need(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        assertThat(Program.root().resolve("README.md")).content().contains("\n    deploy/helloscope run\n");
        Process proxy = start(folder, "deploy/helloscope run");
        Process server = start(folder, block("try-server"));
        try {
            for (int port : List.of(3000, 3128, 3129)) {
                awaitPort(port);
            }
            assertThat(run(block("try-curl"))).contains(block("try-curl-says").strip());
            String answer = "";
            for (Instant end = Instant.now().plusSeconds(10); !answer.contains("server-speaks-http") && Instant.now().isBefore(end);) {
                answer = run(block("try-ask"));
            }
            assertThat(answer).contains(block("try-answer").strip().split("\n"));
            assertThat(run("curl -s -x http://127.0.0.1:3128 http://helloscope.internal/")).contains("The server speaks plain HTTP on this port");
        } finally {
            for (Process process : List.of(server, proxy)) {
                process.destroy();
                process.waitFor(20, TimeUnit.SECONDS);
            }
        }
    }
}
