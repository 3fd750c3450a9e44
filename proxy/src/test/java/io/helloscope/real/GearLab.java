package io.helloscope.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.testing.Program;
import io.helloscope.testing.Shared;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The laboratory of inspection gear: hosts with certificates of a public-like CA, gear before them, and the program with curl behind it. */
final class GearLab implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final int ORIGIN = 24_443;

    private final Path gear = Shared.require("gear");
    private final Path folder;
    private final Path pki;
    private final Map<String, String> hosts = new LinkedHashMap<>();
    private final List<Process> running = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** A laboratory in this folder; with {@code one} all hosts have one issuer, key type and server profile, as behind a CDN. */
    GearLab(Path folder, String one) {
        this.folder = folder;
        this.pki = folder.resolve("pki");
        if (!one.isEmpty()) {
            environment.put("ONE", one);
        }
        environment.put("PKI", pki.toString());
        open(folder);
        run(List.of(gear.resolve("make-pki.py").toString(), pki.toString()), Map.of());
        lines(pki.resolve("hosts")).map(line -> line.split(" ")).filter(cells -> !cells[0].equals("127.0.0.1")).forEach(cells -> hosts.put(cells[1], cells[0]));
        start(Map.of(), gear.resolve("origin.sh").toString(), folder.resolve("origin").toString());
        await(hosts.get("alpha-shop.example"), ORIGIN);
    }

    /** Gear that drops its privileges reads its files too. */
    private static void open(Path folder) {
        for (Path each = folder; each != null && each.getNameCount() > 1; each = each.getParent()) {
            if (!each.toFile().setExecutable(true, false) || !each.toFile().setReadable(true, false)) {
                return;
            }
        }
    }

    private static java.util.stream.Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Unrelated hosts, at most so many. */
    List<String> fleet(int most) {
        return lines(gear.resolve("names.txt")).filter(line -> !line.isBlank() && !line.startsWith("#")).map(line -> line.split(" ")[0]).limit(most).toList();
    }

    /** Gear as the next proxy, by its name: mitmproxy, squid:MODE, brokenbox:FAULT; answers its port. */
    int nextProxy(String name, Map<String, String> more) {
        int port = Program.freePort();
        Path work = folder.resolve(name.replace(':', '-') + "-" + port);
        Map<String, String> settings = new LinkedHashMap<>(more);
        settings.put("PORT", String.valueOf(port));
        if (name.equals("mitmproxy")) {
            Shared.need(Files.isExecutable(Path.of("/usr/bin/mitmdump")), "mitmproxy is not installed (apt-get install mitmproxy)");
            start(settings, gear.resolve("mitmproxy.sh").toString(), work.toString());
        } else if (name.startsWith("squid:")) {
            Path squid = Path.of(System.getenv().getOrDefault("SQROOT", "/opt/squid-openssl"));
            Shared.need(Files.isExecutable(squid.resolve("usr/sbin/squid")), "no squid that inspects in " + squid + " (unpack squid-openssl there)");
            settings.put("MODE", name.substring("squid:".length()));
            start(settings, gear.resolve("squid-bump.sh").toString(), work.toString());
        } else {
            box(name.substring("brokenbox:".length()), port, work, "connect", "");
        }
        await("127.0.0.1", port);
        return port;
    }

    /** A box that forwards every connection to this host's server; answers its port. */
    int before(String fault, String host) {
        int port = Program.freePort();
        box(fault, port, folder.resolve("static-" + fault + "-" + port), "static", hosts.get(host) + ":" + ORIGIN);
        await("127.0.0.1", port);
        return port;
    }

    private void box(String fault, int port, Path work, String mode, String to) {
        List<String> command = new ArrayList<>(List.of(gear.resolve("brokenbox.py").toString(), fault, "--port", String.valueOf(port), "--mode", mode, "--hosts",
                pki.resolve("hosts").toString(), "--pki", pki.toString(), "--work", work.toString()));
        if (!to.isEmpty()) {
            command.addAll(List.of("--to", to));
        }
        command.addAll(List.of("--block", "alpha-shop.example,bravo-bank.test,charlie-news.example"));
        start(Map.of(), command.toArray(String[]::new));
    }

    /** The program, with this next proxy where it is not 0. */
    Program program(Path where, int nextProxy, boolean triage) {
        int proxy = Program.freePort();
        int dashboard = Program.freePort();
        StringBuilder configuration = new StringBuilder("listen: 127.0.0.1:%d%ndashboard:%n  listen: 127.0.0.1:%d%nresolver:%n  hosts:%n".formatted(proxy, dashboard));
        hosts.forEach((host, address) -> configuration.append("    \"%s\": %s%n".formatted(host, address)));
        if (nextProxy > 0) {
            configuration.append("upstream:%n  rules:%n    - hosts: \"*\"%n      proxy: http://127.0.0.1:%d%n".formatted(nextProxy));
        }
        configuration.append("trust:%n  public-roots: %s%n  ct-logs: %s%n  public-names: [\"*.example\", \"*.test\"]%ntriage:%n  enabled: %s%n"
                .formatted(pki.resolve("roots.pem"), pki.resolve("log_list.json"), triage));
        try {
            return Program.run(Files.createDirectories(where), configuration.toString(), proxy, dashboard, Map.of());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Asks this host through a proxy at that port, as a client that takes any certificate, or only those of the public-like roots. */
    static void curl(int proxy, String version, String host, String... more) {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "--max-time", "15", "-x", "http://127.0.0.1:" + proxy, "--tls-max", version, "-o", "/dev/null"));
        command.addAll(List.of(more));
        command.add("https://" + host + ":" + ORIGIN + "/");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }

    /** The reports of connections to hosts of the laboratory, oldest first, once there are so many and all are settled. */
    List<JsonNode> reports(Program program, int least) {
        Instant end = Instant.now().plus(START);
        while (true) {
            List<JsonNode> all = new ArrayList<>();
            json(program, "/api/v1/reports?limit=500").get("reports").forEach(all::add);
            all.removeIf(report -> !hosts.containsKey(report.at("/destination/domain").asText()));
            all.sort(Comparator.comparing(report -> report.at("/event/id").asText()));
            boolean settled = all.size() >= least && all.stream().allMatch(report -> report.at("/helloscope/settled").asBoolean());
            if (settled || Instant.now().isAfter(end)) {
                return all;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    /** What the program's API answers. */
    static JsonNode json(Program program, String path) {
        try {
            return new ObjectMapper().readTree(program.get(path));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void run(List<String> command, Map<String, String> more) {
        try {
            Process process = launch(command, more);
            if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(command + " failed: " + Files.readString(folder.resolve("lab.log")));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }

    /** Starts something that goes on until it is stopped. */
    Process start(Map<String, String> more, String... command) {
        try {
            Process process = launch(List.of(command), more);
            running.add(process);
            return process;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Process launch(List<String> command, Map<String, String> more) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("lab.log").toFile()));
        builder.environment().putAll(environment);
        builder.environment().putAll(more);
        return builder.start();
    }

    /** Waits until somebody listens there. */
    static void await(String address, int port) {
        Instant end = Instant.now().plus(START);
        while (Instant.now().isBefore(end)) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), 500);
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
        throw new IllegalStateException("nobody listens on " + address + ":" + port);
    }

    /** Stops what was started, the gear and all that it started in turn. */
    void stop() {
        for (Process process : running) {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroy();
            children.forEach(ProcessHandle::destroy);
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException ended) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
            children.forEach(ProcessHandle::destroyForcibly);
        }
        running.clear();
    }

    @Override
    public void close() {
        stop();
    }
}
