package io.helloscope.web;

import io.helloscope.diagnose.Diagnosis;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Client;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Direction;
import io.helloscope.observe.HandshakeObserver;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.Reach;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.report.Incident;
import io.helloscope.verdict.Audience;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Evidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import io.helloscope.verdict.Remedy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** What a page has to show, as the program would hand it over. Run it to look at the page: {@code Scenes [PORT [empty]]}. */
final class Scenes {
    private static final String CHROME =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36";

    private Scenes() {
    }

    public static void main(String[] args) throws IOException {
        InetSocketAddress listen = WebSettings.address("127.0.0.1:" + (args.length > 0 ? args[0] : "0"));
        RunningWeb web = new RunningWeb(new WebSettings(listen, Set.of(), Optional.empty(), Optional.empty()));
        if (args.length < 2) {
            fill(web, Instant.now());
        }
        System.out.println(web.uri("/"));
        System.in.read();
        web.close();
    }

    /** A morning at work. */
    static void fill(RunningWeb web, Instant now) {
        IntStream.range(0, 214).forEach(n -> web.add(Samples.success(100 + n, "ok.example")));
        web.add(incident(1, now.minusSeconds(93_000), "legacy.bank.example", 443, "192.168.1.23", Optional.of("curl/8.14.1"), alert(70), 1,
                oldServer()));
        web.add(incident(2, now.minusSeconds(4_000), "intranet.example.org", 8443, "fd00::1:23", Optional.of(CHROME), closed(), 12, expired()));
        web.add(incident(3, now.minusSeconds(1_260), "download.example.net", 443, "192.168.1.40",
                Optional.of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), Observation.NONE, 2, unreachable()));
        web.add(incident(4, now.minusSeconds(340), "api.example.com", 443, "192.168.1.23", Optional.of("okhttp/5.1"), reset(), 3, largeHello()));
        web.add(incident(5, now.minusSeconds(35), "localhost", 3000, "127.0.0.1", Optional.of(CHROME), plaintext(), 4, plainHttp()));
    }

    static Incident incident(int number, Instant at, String host, int port, String client, Optional<String> agent, Observation seen, int count,
            Diagnosis diagnosis) {
        Reach.DialTimes steps = new Reach.DialTimes(OptionalLong.of(3_400_000), OptionalLong.of(18_200_000), OptionalLong.empty());
        Reach reach = diagnosis.cause() == Cause.CONNECTION_TIMED_OUT
                ? new Reach.Failed(Reach.Failure.TIMED_OUT, Optional.of("198.51.100.5"), Optional.empty(), Optional.empty(), steps)
                : new Reach.Connected(host.equals("localhost") ? "127.0.0.1" : "198.51.100.5", port, Optional.empty(), steps);
        Connection connection = new Connection(Samples.id(number), at, 0, Arrival.CONNECT, new Client(client, 51_234, agent),
                new Destination(host, port), reach, seen, Optional.empty(), OptionalLong.of(95_000_000));
        ConnectionReport report = new ConnectionReport(connection, List.of(), diagnosis, Outcome.FAILURE, true, false, Optional.of(Samples.incidentId(number)));
        return new Incident(Samples.incidentId(number), report, at, at.plus(Duration.ofSeconds(count - 1)), count,
                IntStream.range(0, count).mapToObj(n -> Samples.id(number * 1000 + n)).toList());
    }

    private static HandshakeObserver afterHello(String host) {
        HandshakeObserver observer = new HandshakeObserver(ObserverLimits.DEFAULT);
        observer.bytes(Direction.CLIENT, hello(host), 24_000_000);
        return observer;
    }

    private static ByteBuffer hello(String host) {
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine(host, 443);
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            engine.setSSLParameters(parameters);
            ByteBuffer out = ByteBuffer.allocate(32_768);
            engine.wrap(ByteBuffer.allocate(0), out);
            return out.flip();
        } catch (SSLException | java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Observation plaintext() {
        HandshakeObserver observer = afterHello("localhost.example");
        observer.bytes(Direction.SERVER, ByteBuffer.wrap(("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nServer: nginx/1.22.1\r\n\r\n"
                + "<html><script>alert(1)</script></html>").getBytes(StandardCharsets.US_ASCII)), 26_000_000);
        observer.closed(Optional.of(Direction.SERVER), CloseKind.FIN, 27_000_000);
        return observer.snapshot();
    }

    private static Observation alert(int code) {
        HandshakeObserver observer = afterHello("legacy.bank.example");
        observer.bytes(Direction.SERVER, ByteBuffer.wrap(HexFormat.of().parseHex("15030100020" + "2" + HexFormat.of().toHexDigits((byte) code))), 61_000_000);
        observer.closed(Optional.of(Direction.SERVER), CloseKind.FIN, 61_500_000);
        return observer.snapshot();
    }

    private static Observation reset() {
        HandshakeObserver observer = afterHello("api.example.com");
        observer.closed(Optional.of(Direction.SERVER), CloseKind.RESET, 43_000_000);
        return observer.snapshot();
    }

    private static Observation closed() {
        HandshakeObserver observer = afterHello("intranet.example.org");
        observer.closed(Optional.of(Direction.CLIENT), CloseKind.FIN, 71_000_000);
        return observer.snapshot();
    }

    private static Diagnosis plainHttp() {
        return diagnosis(Cause.SERVER_SPEAKS_HTTP, Phase.HANDSHAKE, Party.SERVER, Confidence.CERTAIN, "nginx", "http",
                "The server speaks plain HTTP on this port",
                "The client began a TLS handshake and the server answered with an HTTP page in the clear. Nothing is wrong with certificates: no TLS is spoken"
                        + " on this port at all.",
                List.of(new Evidence(EvidenceSource.SERVER_BYTES, "The server's first bytes are \"HTTP/1.1 400 Bad Request\", not a TLS record."),
                        new Evidence(EvidenceSource.SERVER_BYTES, "Its Server field says nginx/1.22.1."),
                        new Evidence(EvidenceSource.CLOSE, "The server closed 1 ms after its answer.")),
                List.of(new Remedy(Audience.USER, "Open http://localhost:3000/ instead of https://."),
                        new Remedy(Audience.SERVER_OWNER, "Add \"ssl\" to the listen directive of this port and a certificate."),
                        new Remedy(Audience.SERVER_OWNER, "Or move TLS to a port of its own and redirect to it.")),
                Map.of("chromium", "ERR_SSL_PROTOCOL_ERROR", "firefox", "SSL_ERROR_RX_RECORD_TOO_LONG", "curl", "(35) wrong version number",
                        "openssl", "error:0A00010B:SSL routines::wrong version number"));
    }

    private static Diagnosis largeHello() {
        return diagnosis(Cause.LARGE_HELLO_INTOLERANCE, Phase.HANDSHAKE, Party.NETWORK, Confidence.LIKELY, "", "",
                "Something on the way breaks on a large hello",
                "The client's hello carries a post-quantum key share and does not fit one segment. The connection was reset as soon as it arrived.",
                List.of(new Evidence(EvidenceSource.CLOSE, "A reset came 19 ms after the hello, sooner than this server answers."),
                        new Evidence(EvidenceSource.HISTORY, "The same hello below 1,200 bytes went through to this host at 09:12.")),
                List.of(new Remedy(Audience.NETWORK_ADMIN, "Update the inspection gear, or exempt this host from inspection.")),
                Map.of("chromium", "ERR_CONNECTION_RESET", "curl", "(35) Recv failure: Connection reset by peer"));
    }

    private static Diagnosis unreachable() {
        return diagnosis(Cause.CONNECTION_TIMED_OUT, Phase.NETWORK, Party.NETWORK, Confidence.CERTAIN, "", "", "No answer to the connection attempt",
                "Nothing answered on that address and port within the time limit.",
                List.of(new Evidence(EvidenceSource.CONNECT, "No answer to SYN from 198.51.100.5 port 443 within 10 s.")),
                List.of(new Remedy(Audience.NETWORK_ADMIN, "See whether a firewall drops connections to this address.")),
                Map.of("chromium", "ERR_CONNECTION_TIMED_OUT", "firefox", "NS_ERROR_NET_TIMEOUT"));
    }

    private static Diagnosis expired() {
        return diagnosis(Cause.CERTIFICATE_EXPIRED, Phase.CERTIFICATE, Party.SERVER, Confidence.POSSIBLE, "", "", "The certificate has expired",
                "The server's certificate was valid until 2026-11-01. Trusting its issuer does not help; it has to be renewed.",
                List.of(new Evidence(EvidenceSource.CERTIFICATE, "The leaf was valid until 2026-11-01T00:00:00Z.")),
                List.of(new Remedy(Audience.SERVER_OWNER, "Renew the certificate and reload the server.")),
                Map.of("chromium", "ERR_CERT_DATE_INVALID", "firefox", "SEC_ERROR_EXPIRED_CERTIFICATE"));
    }

    private static Diagnosis oldServer() {
        return diagnosis(Cause.SERVER_VERSION_TOO_OLD, Phase.HANDSHAKE, Party.SERVER, Confidence.CERTAIN, "", "", "The server only speaks old TLS versions",
                "The server refused every version that the client offers.",
                List.of(new Evidence(EvidenceSource.ALERT, "The server answered the hello with alert protocol_version (70).")),
                List.of(new Remedy(Audience.SERVER_OWNER, "Enable TLS 1.2 or 1.3.")), Map.of("chromium", "ERR_SSL_VERSION_OR_CIPHER_MISMATCH"));
    }

    private static Diagnosis diagnosis(Cause cause, Phase phase, Party party, Confidence confidence, String product, String protocol, String title,
            String explanation, List<Evidence> evidence, List<Remedy> remedies, Map<String, String> errors) {
        return new Diagnosis(cause, phase, party, confidence, true, Optional.of(product).filter(p -> !p.isEmpty()),
                Optional.of(protocol).filter(p -> !p.isEmpty()), title, explanation, evidence, remedies, errors, Optional.of(false), List.of());
    }
}
