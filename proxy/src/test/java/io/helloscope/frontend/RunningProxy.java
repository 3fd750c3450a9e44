package io.helloscope.frontend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.dial.DialSettings;
import io.helloscope.dial.Dialer;
import io.helloscope.dial.FixedHost;
import io.helloscope.dial.HostPattern;
import io.helloscope.dial.Network;
import io.helloscope.dial.UpstreamRule;
import io.helloscope.frontend.access.ClientLimits;
import io.helloscope.access.Passwords;
import io.helloscope.observe.Connection;
import io.helloscope.relay.Relay;
import io.helloscope.relay.RelaySettings;
import io.helloscope.relay.Transport;
import io.helloscope.report.ConnectionSink;
import io.helloscope.report.Counters;
import io.helloscope.report.HttpExchange;
import io.helloscope.report.ReportHistory;
import io.helloscope.store.MemoryHistory;
import io.netty.channel.EventLoopGroup;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The whole proxy side on loopback, between raw sockets; what it told is kept. */
final class RunningProxy implements AutoCloseable, ConnectionSink, Counters {
    final BlockingQueue<Connection> decided = new LinkedBlockingQueue<>();
    final BlockingQueue<Connection> ended = new LinkedBlockingQueue<>();
    final BlockingQueue<HttpExchange> answered = new LinkedBlockingQueue<>();
    final BlockingQueue<String> bounds = new LinkedBlockingQueue<>();
    final AtomicLong opened = new AtomicLong();
    final AtomicLong closed = new AtomicLong();
    final AtomicLong fromClient = new AtomicLong();
    final AtomicLong fromServer = new AtomicLong();
    final ServerSocket origin;
    final ProxyServer server;
    final Relay relay;
    private final Dialer dialer;
    private final Transport transport;
    private final FrontendParts parts;
    private final EventLoopGroup group;

    /** What is made, before it is. */
    static final class Plan {
        private Transport transport = Transport.NIO;
        private ClientLimits limits = ClientLimits.DEFAULT;
        private DialSettings dial = DialSettings.DEFAULT.withFixedHosts(FixedHost.parse("*.test", "127.0.0.1"));
        private List<Network> clients = List.of();
        private Optional<Passwords> passwords = Optional.empty();
        private ReportHistory history = new MemoryHistory(100);
        private int backlog = 512;

        Plan transport(Transport other) {
            transport = other;
            return this;
        }

        Plan limits(ClientLimits other) {
            limits = other;
            return this;
        }

        Plan dial(DialSettings other) {
            dial = other;
            return this;
        }

        Plan upstream(String proxy) {
            dial = dial.withUpstreamRules(new UpstreamRule(List.of(HostPattern.parse("*")), Optional.of(io.helloscope.dial.NextProxy.parse(proxy))));
            return this;
        }

        Plan clients(String... networks) {
            clients = Arrays.stream(networks).map(Network::parse).toList();
            return this;
        }

        Plan passwords(Passwords file) {
            passwords = Optional.of(file);
            return this;
        }

        Plan history(ReportHistory other) {
            history = other;
            return this;
        }

        RunningProxy start() throws Exception {
            return new RunningProxy(this);
        }
    }

    static Plan plan() {
        return new Plan();
    }

    static RunningProxy proxy() throws Exception {
        return plan().start();
    }

    static RunningProxy on(Transport transport) throws Exception {
        return plan().transport(transport).start();
    }

    /** Those that may be chosen and are there. */
    static Stream<Transport> transports() {
        return Arrays.stream(Transport.values()).filter(Transport::fit).filter(Transport::available);
    }

    private RunningProxy(Plan plan) throws Exception {
        group = plan.transport.newGroup(2, "proxy-test");
        dialer = new Dialer(plan.dial, group, plan.transport.socket(), plan.transport.datagram());
        relay = new Relay(RelaySettings.DEFAULT, this, this);
        origin = new ServerSocket(0, plan.backlog, InetAddress.getLoopbackAddress());
        origin.setSoTimeout(20_000);
        FrontendSettings settings = new FrontendSettings(List.of(new InetSocketAddress("127.0.0.1", 0)), plan.clients, plan.passwords, plan.limits);
        transport = plan.transport;
        parts = new FrontendParts(dialer, relay, RelaySettings.DEFAULT, this, this, plan.history,
                host -> host.equals("portal.test"));
        server = new ProxyServer(settings, parts, transport, group, group);
        server.start();
    }

    /** Another one beside it, not yet started. */
    ProxyServer another(List<InetSocketAddress> listen) {
        return new ProxyServer(new FrontendSettings(listen, List.of(), Optional.empty(), ClientLimits.DEFAULT), parts, transport, group, group);
    }

    int port() {
        return server.addresses().get(0).getPort();
    }

    int originPort() {
        return origin.getLocalPort();
    }

    /** The origin as a client names it. */
    String authority() {
        return "127.0.0.1:" + originPort();
    }

    /** A client that has connected to the proxy. */
    Client client() throws IOException {
        return new Client(new Socket("127.0.0.1", port()));
    }

    /** A client that has said this. */
    Client client(String text) throws IOException {
        Client client = client();
        client.send(text);
        return client;
    }

    /** The origin's end of the next connection. */
    Client accept() throws IOException {
        return new Client(origin.accept());
    }

    /** A client with a tunnel to the origin, and the origin's end of it. */
    Tunnel tunnel() throws IOException {
        Client client = client("CONNECT " + authority() + " HTTP/1.1\r\nHost: " + authority() + "\r\n\r\n");
        assertThat(client.head()).isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n");
        return new Tunnel(client, accept());
    }

    record Tunnel(Client client, Client server) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    /** The next connection that has ended. */
    Connection ended() throws InterruptedException {
        Connection connection = ended.poll(20, TimeUnit.SECONDS);
        assertThat(connection).as("a connection that has ended").isNotNull();
        return connection;
    }

    /** The next plain http exchange that was answered. */
    HttpExchange answered() throws InterruptedException {
        HttpExchange exchange = answered.poll(20, TimeUnit.SECONDS);
        assertThat(exchange).as("an exchange that was answered").isNotNull();
        return exchange;
    }

    /** What the proxy says to this, up to its close. */
    String ask(String text) throws IOException {
        try (Client client = client(text)) {
            return client.rest();
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static void await(BooleanSupplier so) {
        long late = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!so.getAsBoolean()) {
            if (System.nanoTime() - late > 0) {
                throw new AssertionError("not so within 20 s");
            }
            LockSupport.parkNanos(200_000);
        }
    }

    /** One end of a connection; bytes are ISO 8859-1 characters. */
    static final class Client implements AutoCloseable {
        final InputStream in;
        private final Socket socket;

        Client(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            socket.setSoTimeout(20_000);
            socket.setTcpNoDelay(true);
        }

        Socket socket() {
            return socket;
        }

        Client send(String text) throws IOException {
            return send(text.getBytes(ISO_8859_1));
        }

        Client send(byte... bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            return this;
        }

        String read(int count) throws IOException {
            return new String(in.readNBytes(count), ISO_8859_1);
        }

        /** Up to and with the empty line. */
        String head() throws IOException {
            StringBuilder head = new StringBuilder();
            for (int next = in.read(); next >= 0; next = in.read()) {
                head.append((char) next);
                if (head.length() >= 4 && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
                    break;
                }
            }
            return head.toString();
        }

        /** Up to the end. */
        String rest() throws IOException {
            return new String(in.readAllBytes(), ISO_8859_1);
        }

        /** Ends with a reset. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    interface Action {
        void run() throws Exception;
    }

    static CompletableFuture<Void> inBackground(Action action) {
        return CompletableFuture.runAsync(() -> {
            try {
                action.run();
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }, task -> new Thread(task, "peer").start());
    }

    @Override
    public void decided(Connection connection) {
        decided.add(connection);
    }

    @Override
    public void ended(Connection connection) {
        ended.add(connection);
    }

    @Override
    public void httpAnswered(HttpExchange exchange) {
        answered.add(exchange);
    }

    @Override
    public void opened() {
        opened.incrementAndGet();
    }

    @Override
    public void closed() {
        closed.incrementAndGet();
    }

    @Override
    public void bytes(long client, long server) {
        fromClient.addAndGet(client);
        fromServer.addAndGet(server);
    }

    @Override
    public void tapFailed() {
    }

    @Override
    public void boundHit(String bound) {
        bounds.add(bound);
    }

    @Override
    public void reportDropped() {
    }

    @Override
    public void close() throws Exception {
        server.close();
        origin.close();
        dialer.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
