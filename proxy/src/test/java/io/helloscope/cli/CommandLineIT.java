package io.helloscope.cli;

import static io.helloscope.capture.Packets.ACK;
import static io.helloscope.capture.Packets.FIN;
import static io.helloscope.capture.Packets.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.capture.Packets;
import io.helloscope.capture.PcapFile;
import io.helloscope.testing.Conversations;
import io.helloscope.testing.HttpHead;
import io.helloscope.testing.Program;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar as a process: what people type, what they read, what scripts get as exit code, and how it stops. */
class CommandLineIT {
    private static final long SECONDS = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private record Ended(int code, String out, String err) {
    }

    private Ended program(String input, String... arguments) throws Exception {
        return program(input, Program.command(arguments));
    }

    private Ended program(String input, ProcessBuilder command) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = command.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + String.join(" ", command.command()) + "\n" + Files.readString(err));
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Path config(String yaml) throws IOException {
        return Files.writeString(folder.resolve("config.yaml"), yaml);
    }

    @Test
    void checkConfigSaysWhetherAFileIsGood() throws Exception {
        Path file = config("listen: 127.0.0.1:0\ndashboard: {listen: '127.0.0.1:0'}\n");
        assertThat(program("", "check-config", file.toString())).isEqualTo(new Ended(0, file + ": good" + System.lineSeparator(), ""));
        Ended refused = program("", "check-config", config("lisen: 127.0.0.1:0\n").toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).startsWith("helloscope: " + file + ":1: lisen: unknown setting, did you mean listen? (allowed here: ").hasLineCount(1);
    }

    @Test
    void aPortInUseIsOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            String data = folder.resolve("data").toString();
            Path config = config("listen: " + address + "\ndashboard: {listen: '127.0.0.1:0'}\n");
            Ended proxy = program("", "run", "--config", config.toString(), "--data", data);
            String rest = ", it is in use or not an address of this machine (choose another address or port, or stop the program that has it)";
            assertThat(proxy).isEqualTo(new Ended(2, "", "helloscope: listen: cannot listen on " + address + rest + System.lineSeparator()));
            config("listen: 127.0.0.1:0\ndashboard: {listen: '" + address + "'}\n");
            Ended dashboard = program("", "run", "--log-level", "error", "--config", config.toString(), "--data", data);
            assertThat(dashboard).isEqualTo(new Ended(2, "", "helloscope: dashboard.listen: cannot listen on " + address + rest + System.lineSeparator()));
        }
    }

    /** A table that is needed at once, and one that is read behind the start. */
    @ParameterizedTest
    @ValueSource(strings = {"portal-checks.yaml", "public-roots.tsv"})
    void aDamagedTableIsOneSentence(String table) throws Exception {
        Path own = Files.createDirectories(folder.resolve("classes/io/helloscope/knowledge"));
        Files.writeString(own.resolve(table), "nothing of use\n");
        Path config = config("listen: 127.0.0.1:0\ndashboard: {listen: '127.0.0.1:0'}\n");
        ProcessBuilder command = Program.command("run", "--log-level", "error", "--config", config.toString(), "--data", folder.resolve("data").toString());
        int jar = command.command().indexOf("-jar");
        command.command().subList(jar, jar + 2).clear();
        // What the jar's manifest says.
        command.command().addAll(jar, List.of("--enable-native-access=ALL-UNNAMED", "-cp", folder.resolve("classes") + File.pathSeparator + Program.jar(), Main.class.getName()));
        Ended ended = program("", command);
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).startsWith("helloscope: " + table + ":1: ").hasLineCount(1);
    }

    @Test
    void analyzeSaysOfACaptureWhatTheProxySaysOfATunnel() throws Exception {
        Path capture = Files.write(folder.resolve("plain.pcap"), plainHttpBehindHttps());
        Ended json = program("", "analyze", "--json", capture.toString());
        assertThat(json.code()).as(json.err()).isZero();
        List<String> lines = json.out().lines().toList();
        assertThat(lines).hasSize(1);
        JsonNode document = JSON.readTree(lines.get(0));
        assertThat(document.at("/helloscope/cause").asText()).isEqualTo("server-speaks-http");
        assertThat(document.at("/tls/client/server_name").asText()).isEqualTo("site.example");
        assertThat(document.at("/file/path").asText()).isEqualTo(capture.toString());
        Ended table = program("", "analyze", capture.toString());
        assertThat(table.code()).as("it met a failure").isEqualTo(1);
        assertThat(table.out()).contains("10.0.0.1 -> site.example:443  server-speaks-http (certain, server)").contains("       1  server-speaks-http");
        Ended filtered = program("", "analyze", "--filter", "host=other.example", capture.toString());
        assertThat(filtered.code()).isZero();
        assertThat(filtered.out()).startsWith("0 connections");
        Ended wrong = program("", "analyze", "--filter", "party=nobody", capture.toString());
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("expected: client, ");
    }

    private static byte[] plainHttpBehindHttps() {
        byte[] hello = Conversations.clientHello("site.example");
        byte[] answer = "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        long client = 1001 + hello.length;
        long server = 5001 + answer.length;
        return new PcapFile(Packets.RAW).packet(1, 0, client(1000, 0, SYN)).packet(1, 10, server(5000, 1001, SYN | ACK))
                .packet(1, 20, client(1001, 5001, ACK, hello)).packet(1, 30, server(5001, client, ACK, answer))
                .packet(1, 40, server(server, client, FIN | ACK)).packet(1, 50, client(client, server + 1, FIN | ACK)).bytes();
    }

    private static byte[] client(long sequence, long acknowledged, int flags, byte... payload) {
        return Packets.ipv4(Packets.CLIENT4, Packets.SERVER4, 6, Packets.tcp(40000, 443, sequence, acknowledged, flags, payload));
    }

    private static byte[] server(long sequence, long acknowledged, int flags, byte... payload) {
        return Packets.ipv4(Packets.SERVER4, Packets.CLIENT4, 6, Packets.tcp(443, 40000, sequence, acknowledged, flags, payload));
    }

    /** One start for all that needs a running program; a failure counts only when ten seconds cannot undo it any more. */
    @Test
    void itAsksForPasswordsTellsOfFailuresAndLetsTunnelsEndWhenItIsStopped() throws Exception {
        Ended hashed = program("open sesame\n", "hash-password", "ali");
        assertThat(hashed.code()).as(hashed.err()).isZero();
        Path users = Files.writeString(folder.resolve("users"), hashed.out());
        int proxyPort = Program.freePort();
        int dashboardPort = Program.freePort();
        String yaml = "listen: 127.0.0.1:" + proxyPort + "\ndashboard: {listen: '127.0.0.1:" + dashboardPort + "'}\ndrain: 20s\n"
                + "triage: {enabled: false}\naccess: {password-file: '" + users + "'}\n";
        int nobody = Program.freePort();
        try (Program running = Program.run(folder, yaml, proxyPort, dashboardPort, Map.of())) {
            assertThat(running.log()).contains("The proxy listens on 127.0.0.1:" + proxyPort, "The dashboard listens on http://127.0.0.1:" + dashboardPort);
            try (Socket stranger = connect(proxyPort, "127.0.0.1:" + nobody, "ali:wrong")) {
                assertThat(HttpHead.read(stranger.getInputStream())).startsWith("HTTP/1.1 407 ").contains("Proxy-Authenticate: Basic ");
            }
            try (Socket client = connect(proxyPort, "127.0.0.1:" + nobody, "ali:open sesame")) {
                assertThat(HttpHead.read(client.getInputStream())).startsWith("HTTP/1.1 502 ").contains("error=connection_refused");
            }
            assertThat(JSON.readTree(running.get("/health")).path("status").asText()).isEqualTo("up");
            String counted = "helloscope_tunnels_total{cause=\"connection-refused\",outcome=\"failure\",party=\"server\",phase=\"network\"} 1.0";
            await("the failure in /metrics", () -> running.get("/metrics").contains(counted));
            await("the failure in the log", () -> running.log().contains("127.0.0.1:" + nobody + " connection-refused (certain, server)"));
            stop(running);
        }
        JsonNode refused = journal().filter(line -> line.at("/destination/port").asInt() == nobody)
                .filter(line -> line.at("/helloscope/cause").asText().equals("connection-refused")).findFirst().orElseThrow();
        assertThat(refused.at("/event/outcome").asText()).isEqualTo("failure");
        assertThat(refused.at("/source/ip").asText()).isEqualTo("127.0.0.1");
    }

    /** SIGTERM while a tunnel is open: no new client, and the tunnel's bytes come to their end before the program does. */
    private static void stop(Program running) throws Exception {
        byte[] download = new byte[8 << 20];
        new Random(7).nextBytes(download);
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket client = connect(running.proxyPort(), "127.0.0.1:" + server.getLocalPort(), "ali:open sesame");
                Socket peer = server.accept()) {
            assertThat(HttpHead.read(client.getInputStream())).startsWith("HTTP/1.1 200 ");
            client.getOutputStream().write('a');
            assertThat(peer.getInputStream().read()).isEqualTo('a');
            running.process().destroy();
            await("a closed port", () -> refuses(running.proxyPort()));
            assertThat(running.process().isAlive()).isTrue();
            client.getOutputStream().write('b');
            assertThat(peer.getInputStream().read()).isEqualTo('b');
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(peer, download));
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(download);
            sent.get(SECONDS, TimeUnit.SECONDS);
        }
        assertThat(running.process().waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(running.process().exitValue()).as(running.log()).isZero();
        assertThat(running.log()).contains("Waiting at most 20 s for 1 open tunnels").doesNotContain("still open", "\tat ", "ERROR");
    }

    private static void send(Socket peer, byte[] bytes) {
        try {
            peer.getOutputStream().write(bytes);
            peer.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static boolean refuses(int port) {
        try (Socket accepted = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    private static void await(String what, BooleanSupplier done) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private Stream<JsonNode> journal() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data/journal"))) {
            return files.filter(Files::isRegularFile).toList().stream().flatMap(CommandLineIT::documents);
        }
    }

    private static Stream<JsonNode> documents(Path file) {
        try {
            return Files.readAllLines(file).stream().map(line -> {
                try {
                    return JSON.readTree(line);
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            });
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Socket connect(int proxyPort, String target, String credentials) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxyPort);
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
        socket.getOutputStream().write(("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\nProxy-Authorization: Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        return socket;
    }
}
