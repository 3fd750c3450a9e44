package io.helloscope.testing;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The executable jar as a process of its own, as people run it. */
public final class Program implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final Process process;
    private final Path log;
    private final int proxyPort;
    private final int dashboardPort;

    private Program(Process process, Path log, int proxyPort, int dashboardPort) {
        this.process = process;
        this.log = log;
        this.proxyPort = proxyPort;
        this.dashboardPort = dashboardPort;
    }

    /** The root of the project. */
    public static Path root() {
        return Path.of(System.getProperty("project.root", "..")).toAbsolutePath().normalize();
    }

    /** The jar that the build made. */
    public static Path jar() {
        return Path.of(System.getProperty("helloscope.jar", root() + "/proxy/target/helloscope.jar"));
    }

    /** Starts {@code run} with this configuration and waits until the dashboard answers. */
    public static Program run(Path folder, String configuration, int proxyPort, int dashboardPort, Map<String, String> environment) {
        try {
            Path config = Files.writeString(folder.resolve("helloscope.yaml"), configuration);
            Path log = folder.resolve("helloscope.log");
            ProcessBuilder builder = command("run", "--config", config.toString(), "--data", folder.resolve("data").toString());
            builder.environment().putAll(environment);
            Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
            Program program = new Program(process, log, proxyPort, dashboardPort);
            program.awaitHealth();
            return program;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The program with these arguments, not yet started; with the options that the launcher gives the JVM. */
    public static ProcessBuilder command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        if (Runtime.version().feature() >= 24) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-jar", jar().toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** A port that was free a moment ago. */
    public static int freePort() {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Port of the proxy. */
    public int proxyPort() {
        return proxyPort;
    }

    /** What this path of the dashboard's server answers with status 200. */
    public String get(String path) {
        try {
            HttpResponse<String> response = HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + dashboardPort + path))
                    .timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(path + " answered " + response.statusCode() + ": " + response.body());
            }
            return response.body();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }

    /** The process, to be asked or signalled. */
    public Process process() {
        return process;
    }

    /** What it has logged. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void awaitHealth() throws IOException {
        Instant end = Instant.now().plus(START);
        while (Instant.now().isBefore(end)) {
            if (!process.isAlive()) {
                fail("the program ended with %d:%n%s", process.exitValue(), log());
            }
            try {
                get("/health");
                return;
            } catch (UncheckedIOException notYet) {
                java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
        close();
        fail("the program did not answer within %s:%n%s", START, log());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException ended) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
