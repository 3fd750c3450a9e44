package io.helloscope.real;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A plain http origin on loopback: a long download, a checked upload, a page that does both in a browser and reports what it found. */
final class Origin implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<String> results = new LinkedBlockingQueue<>();
    private final long size;

    Origin(long size, String page) throws IOException {
        this.size = size;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(threads);
        server.createContext("/download", exchange -> {
            exchange.sendResponseHeaders(200, "chunked".equals(exchange.getRequestURI().getQuery()) ? 0 : size);
            Pattern.write(exchange.getResponseBody(), size);
            exchange.close();
        });
        server.createContext("/upload", exchange -> answer(exchange, "text/plain", Pattern.check(exchange.getRequestBody()).getBytes(StandardCharsets.UTF_8)));
        server.createContext("/block", exchange -> answer(exchange, "application/octet-stream", Pattern.block()));
        server.createContext("/result", exchange -> {
            results.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, "text/plain", "thanks".getBytes(StandardCharsets.UTF_8));
        });
        server.createContext("/page", exchange -> answer(exchange, "text/html", page.getBytes(StandardCharsets.UTF_8)));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    long size() {
        return size;
    }

    /** What the page in the browser reported. */
    String result(long seconds) throws InterruptedException {
        String result = results.poll(seconds, TimeUnit.SECONDS);
        return result == null ? "no result within " + seconds + " s" : result;
    }

    private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
