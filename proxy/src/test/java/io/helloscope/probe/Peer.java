package io.helloscope.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that does with each connection what it is told; how each ended is noted. */
final class Peer implements AutoCloseable {
    /** What is done with one connection. */
    interface Manner {
        void serve(Socket socket, InputStream in, OutputStream out) throws Exception;
    }

    private final ServerSocket listener;
    private final Manner manner;
    private final AtomicInteger connections = new AtomicInteger();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    Peer(Manner manner) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), manner);
    }

    Peer(ServerSocket listener, Manner manner) {
        this.listener = listener;
        this.manner = manner;
        start("peer", this::accept);
    }

    /** Reads the request, answers with this and ends. */
    static Peer answering(String answer) throws IOException {
        return new Peer((socket, in, out) -> {
            in.read(new byte[8192]);
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            readAll(in);
        });
    }

    /** Never says anything. */
    static Peer silent() throws IOException {
        return new Peer((socket, in, out) -> readAll(in));
    }

    static byte[] readAll(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            all.write(buffer, 0, n);
        }
        return all.toByteArray();
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** How the next connection ended for the server: {@code served}, or the exception's class. */
    String end() throws InterruptedException {
        return String.valueOf(ends.poll(20, TimeUnit.SECONDS));
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                start("peer connection", () -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            manner.serve(socket, socket.getInputStream(), socket.getOutputStream());
            ends.add("served");
        } catch (Exception failure) {
            ends.add(failure.getClass().getSimpleName());
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
