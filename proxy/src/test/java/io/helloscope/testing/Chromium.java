package io.helloscope.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The installed Chromium with one page, driven over its DevTools protocol. A profile of its own, no proxy. */
public final class Chromium implements AutoCloseable {
    /** Where Debian installs it. */
    public static final Path BINARY = Path.of("/usr/bin/chromium");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final List<String> complaints = java.util.Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger ids = new AtomicInteger();

    /** Starts it with these further arguments. */
    public Chromium(String... arguments) throws IOException {
        profile = Files.createTempDirectory("chromium");
        List<String> command = new ArrayList<>(List.of(BINARY.toString(), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--no-proxy-server", "--hide-scrollbars", "--remote-debugging-port=0", "--user-data-dir=" + profile));
        command.addAll(List.of(arguments));
        command.add("about:blank");
        process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(profile.resolve("output").toFile()).start();
        socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page(), new Listener()).join();
        call("Page.enable", Map.of());
        call("Runtime.enable", Map.of());
        call("Log.enable", Map.of());
    }

    private URI page() throws IOException {
        Path port = profile.resolve("DevToolsActivePort");
        await("a DevTools port", () -> Files.exists(port) && !read(port).isBlank() && read(port).contains("\n"));
        URI list = URI.create("http://127.0.0.1:" + read(port).lines().findFirst().orElseThrow() + "/json/list");
        for (JsonNode target : MAPPER.readTree(list.toURL().openStream())) {
            if (target.get("type").asText().equals("page")) {
                return URI.create(target.get("webSocketDebuggerUrl").asText());
            }
        }
        throw new IOException("Chromium has no page");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException notYet) {
            return "";
        }
    }

    /** Opens the address. */
    public void open(URI address) {
        call("Page.navigate", Map.of("url", address.toString()));
    }

    /** Sets the size of the window in CSS pixels, and the preferred colours: {@code light} or {@code dark}. */
    public void look(int width, int height, String colours) {
        call("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        call("Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
    }

    /** What this expression is in the page. */
    public JsonNode evaluate(String expression) {
        JsonNode answer = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.at("/result/value");
    }

    /** Waits until this expression is true in the page. */
    public void awaitTrue(String expression) {
        await(expression, () -> evaluate("Boolean(" + expression + ")").asBoolean());
    }

    /** Presses a key, by its DevTools name and code: Tab 9, Enter 13. */
    public void press(String key, int code) {
        Map<String, Object> down = Map.of("type", "keyDown", "key", key, "code", key, "windowsVirtualKeyCode", code, "text", code == 13 ? "\r" : "");
        call("Input.dispatchKeyEvent", down);
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code));
    }

    /** A picture of the whole page, as PNG. */
    public byte[] picture() {
        return Base64.getDecoder().decode(call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true)).get("data").asText());
    }

    /** What the page's console and the browser complained about: errors, refused scripts and styles, failed requests. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    private JsonNode call(String method, Map<String, Object> parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        open.put(id, answer);
        try {
            socket.sendText(MAPPER.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true).join();
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException | InterruptedException | ExecutionException | TimeoutException failed) {
            throw new AssertionError(method, failed);
        }
    }

    private interface Condition {
        boolean holds();
    }

    private void await(String what, Condition condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what + "; complaints: " + complaints);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void take(String message) {
            try {
                JsonNode json = MAPPER.readTree(message);
                if (json.has("id")) {
                    CompletableFuture<JsonNode> waiting = open.remove(json.get("id").asInt());
                    if (json.has("error")) {
                        waiting.completeExceptionally(new IOException(json.get("error").toString()));
                    } else {
                        waiting.complete(json.get("result"));
                    }
                } else if (List.of("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded").contains(json.path("method").asText())) {
                    complaints.add(json.get("params").toString());
                }
            } catch (IOException malformed) {
                complaints.add(message);
            }
        }
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        delete(profile);
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (var paths = Files.walk(folder)) {
            all = paths.sorted(java.util.Comparator.reverseOrder()).toList();
        } catch (java.io.UncheckedIOException vanished) {
            return;
        }
        for (Path path : all) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException stillInUse) {
                // A file in the temporary folder; the next start of the machine removes it.
            }
        }
    }
}
