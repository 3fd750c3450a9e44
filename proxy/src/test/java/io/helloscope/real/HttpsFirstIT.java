package io.helloscope.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.helloscope.testing.Program;
import io.helloscope.testing.Shared;
import io.helloscope.testing.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Browsers try https first for an http address: that this fails is no incident, since the page loads. */
@Tag("real")
class HttpsFirstIT {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    /** Each name has a loopback address of its own, so that each can have its own port 443. */
    private static final Map<String, String> HOSTS = Map.of("refused.example.com", "127.0.41.1", "plain.example.com", "127.0.41.2",
            "expired.example.com", "127.0.41.3", "silent.example.com", "127.0.41.4");

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> loaded = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    @Test
    void pagesThatLoadWithoutHttpsMakeNoIncident(@TempDir Path folder) throws Exception {
        Shared.need(Files.isExecutable(CHROMIUM), "Chromium is not installed");
        try {
            startServers();
        } catch (BindException forbidden) {
            Shared.need(false, "ports 80 and 443 of loopback addresses cannot be used: " + forbidden.getMessage());
        }
        int proxy = Program.freePort();
        int dashboard = Program.freePort();
        StringBuilder configuration = new StringBuilder("listen: 127.0.0.1:%d%ndashboard:%n  listen: 127.0.0.1:%d%nresolver:%n  hosts:%n"
                .formatted(proxy, dashboard));
        HOSTS.forEach((name, address) -> configuration.append("    ").append(name).append(": ").append(address).append('\n'));
        try (Program program = Program.run(folder, configuration.toString(), proxy, dashboard, Map.of())) {
            for (String name : HOSTS.keySet()) {
                load(folder, program, name);
            }
            // The browser's own calls home, which nobody answers here, are failures of their own.
            for (String name : HOSTS.keySet()) {
                JsonNode incidents = new ObjectMapper().readTree(program.get("/api/v1/incidents?host=" + name)).get("incidents");
                assertThat(incidents).as(incidents.toPrettyString()).isEmpty();
            }
            JsonNode reports = new ObjectMapper().readTree(program.get("/api/v1/reports?host=plain.example.com")).get("reports");
            assertThat(reports).as("the attempt on port 443 can be found").anySatisfy(report -> {
                assertThat(report.at("/destination/port").asInt()).isEqualTo(443);
                assertThat(report.at("/event/outcome").asText()).isEqualTo("unknown");
            });
        }
    }

    private void load(Path folder, Program program, String name) throws Exception {
        Process chromium = new ProcessBuilder(CHROMIUM.toString(), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--user-data-dir=" + Files.createDirectory(folder.resolve(name)), "--proxy-server=http://127.0.0.1:" + program.proxyPort(),
                "--proxy-bypass-list=<-loopback>", "--remote-debugging-port=0", "http://" + name + "/")
                .redirectErrorStream(true).redirectOutput(folder.resolve(name + ".log").toFile()).start();
        try {
            Instant end = Instant.now().plus(Duration.ofSeconds(40));
            while (!loaded.contains(name) && Instant.now().isBefore(end)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
            assertThat(loaded).as("the page of " + name + " loads").contains(name);
        } finally {
            chromium.descendants().forEach(ProcessHandle::destroy);
            chromium.destroy();
            chromium.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private void startServers() throws Exception {
        for (Map.Entry<String, String> host : HOSTS.entrySet()) {
            pages(new InetSocketAddress(host.getValue(), 80), host.getKey());
        }
        pages(new InetSocketAddress(HOSTS.get("plain.example.com"), 443), "not counted");
        accept(expired().getServerSocketFactory().createServerSocket(443, 50, InetAddress.getByName(HOSTS.get("expired.example.com"))), true);
        accept(new ServerSocket(443, 50, InetAddress.getByName(HOSTS.get("silent.example.com"))), false);
    }

    private void pages(InetSocketAddress address, String name) throws IOException {
        HttpServer server = HttpServer.create(address, 50);
        server.createContext("/", exchange -> {
            byte[] body = "<!doctype html><title>here</title><script>fetch('/loaded')</script>".getBytes(StandardCharsets.UTF_8);
            if (exchange.getRequestURI().getPath().equals("/loaded")) {
                loaded.add(name);
            }
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        open.add(() -> server.stop(0));
    }

    /** Accepts connections; reads from them where asked (which makes a TLS socket shake hands), else stays silent. */
    private void accept(ServerSocket server, boolean read) {
        open.add(server);
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    open.add(socket);
                    if (read) {
                        new Thread(() -> drain(socket)).start();
                    }
                } catch (IOException closed) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void drain(Socket socket) {
        try (socket; InputStream in = socket.getInputStream()) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException refused) {
            // the client refuses the certificate, which is what is wanted
        }
    }

    private static SSLContext expired() throws Exception {
        Instant now = Instant.now();
        TestCertificates.Identity identity = TestCertificates.selfSigned("expired.example.com", now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", identity.key(), new char[0], new java.security.cert.Certificate[] {identity.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
