package io.helloscope.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.testing.HttpHead;
import io.helloscope.testing.Program;
import io.helloscope.testing.Shared;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes through the real program comes out the same to the byte: 1 GiB down and up, and WebSockets, with curl, Chromium and a bare socket. */
@Tag("real")
class ByteExactIT {
    private static final long SIZE = 1L << 30;
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    @TempDir
    static Path folder;
    private static Program program;
    private static Origin origin;
    private static EchoServer echo;

    @BeforeAll
    static void start() throws Exception {
        int proxy = Program.freePort();
        int dashboard = Program.freePort();
        echo = new EchoServer();
        origin = new Origin(SIZE, page(echo));
        program = Program.run(folder, "listen: 127.0.0.1:%d%ndashboard:%n  listen: 127.0.0.1:%d%n".formatted(proxy, dashboard), proxy, dashboard, Map.of());
    }

    @AfterAll
    static void stop() {
        program.close();
        origin.close();
        echo.close();
    }

    private static String page(EchoServer echo) throws IOException {
        try (InputStream in = ByteExactIT.class.getResourceAsStream("byte-exact.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("PLAIN_PORT", String.valueOf(echo.port())).replace("SECURE_PORT", String.valueOf(echo.securePort()));
        }
    }

    @Test
    void curlDownloadsAGibibyte() throws Exception {
        Shared.need(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        for (String address : List.of("/download", "/download?chunked")) {
            Process curl = curl("-sS", "http://127.0.0.1:" + origin.port() + address);
            assertThat(Pattern.check(curl.getInputStream())).isEqualTo(SIZE + " right");
            assertThat(curl.waitFor()).isZero();
        }
    }

    @Test
    void curlUploadsAGibibyte() throws Exception {
        Shared.need(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        Process curl = curl("-sS", "-T", "-", "http://127.0.0.1:" + origin.port() + "/upload");
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> text(curl.getInputStream()));
        try (OutputStream out = curl.getOutputStream()) {
            Pattern.write(out, SIZE);
        }
        assertThat(answer.get(120, TimeUnit.SECONDS)).isEqualTo(SIZE + " right");
    }

    @Test
    void aBareSocketDownloadsAndUploadsAGibibyteThroughATunnel() throws Exception {
        try (Socket socket = tunnel()) {
            socket.getOutputStream().write("GET /download HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            assertThat(HttpHead.read(in)).contains("200 OK");
            assertThat(Pattern.check(in)).isEqualTo(SIZE + " right");
        }
        try (Socket socket = tunnel()) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /upload HTTP/1.0\r\nContent-Length: " + SIZE + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            Pattern.write(out, SIZE);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            assertThat(HttpHead.read(in)).contains("200 OK");
            assertThat(text(in)).isEqualTo(SIZE + " right");
        }
    }

    @Test
    void chromiumDownloadsUploadsAndEchoesByteExact() throws Exception {
        Shared.need(Files.isExecutable(CHROMIUM), "Chromium is not installed");
        Process chromium = new ProcessBuilder(CHROMIUM.toString(), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--ignore-certificate-errors",
                "--user-data-dir=" + Files.createDirectory(folder.resolve("chromium")), "--proxy-server=http://127.0.0.1:" + program.proxyPort(),
                "--proxy-bypass-list=<-loopback>", "--remote-debugging-port=0", "http://127.0.0.1:" + origin.port() + "/page")
                .redirectErrorStream(true).redirectOutput(folder.resolve("chromium.log").toFile()).start();
        try {
            assertThat(origin.result(240)).isEqualTo("download " + SIZE + " right, upload " + SIZE + " right, ws 200 right, wss 200 right");
        } finally {
            chromium.descendants().forEach(ProcessHandle::destroy);
            chromium.destroy();
            chromium.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static Process curl(String... arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of("/usr/bin/curl", "--noproxy", "", "-x", "http://127.0.0.1:" + program.proxyPort()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static Socket tunnel() throws IOException {
        Socket socket = new Socket("127.0.0.1", program.proxyPort());
        socket.setSoTimeout(120_000);
        socket.getOutputStream().write("CONNECT 127.0.0.1:%1$d HTTP/1.1\r\nHost: 127.0.0.1:%1$d\r\n\r\n".formatted(origin.port())
                .getBytes(StandardCharsets.US_ASCII));
        assertThat(HttpHead.read(socket.getInputStream())).contains(" 200 ");
        return socket;
    }

    private static String text(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            return broken.toString();
        }
    }
}
