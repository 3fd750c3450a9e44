package io.helloscope.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Diagnosis;
import io.helloscope.diagnose.Trust;
import io.helloscope.frontend.RunningProxy.Client;
import io.helloscope.frontend.RunningProxy.Tunnel;
import io.helloscope.frontend.access.ClientLimits;
import io.helloscope.knowledge.KnowledgeTables;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Reach;
import io.helloscope.report.HttpExchange;
import io.helloscope.verdict.Cause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain http through the proxy: what the server gets, and what the client gets. */
@Timeout(120)
class ForwardTest {
    private static final int MANY = 32 * 1024 * 1024;

    private static String get(RunningProxy running, String path) {
        return "GET http://" + running.authority() + path + " HTTP/1.1\r\nHost: " + running.authority() + "\r\n\r\n";
    }

    @Test
    void sendsTheServerWhatConcernsIt() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client("GET http://Origin.test:" + running.origin.getLocalPort()
                + "/a/b?c=d HTTP/1.1\r\nHost: elsewhere\r\nConnection: X-Secret, close\r\nX-Secret: 1\r\nProxy-Connection: keep-alive\r\n"
                + "Keep-Alive: timeout=5\r\nTE: trailers, deflate\r\nProxy-Authorization: Basic eDp5\r\nX-Other: stays\r\n"
                + "X-Other: twice\r\nVia: 1.0 fred\r\n\r\n"); Client server = running.accept()) {
            String head = server.head();
            assertThat(head).startsWith("GET /a/b?c=d HTTP/1.1\r\n");
            assertThat(head.toLowerCase()).contains("\r\nhost: origin.test:" + running.origin.getLocalPort() + "\r\n")
                    .contains("\r\nx-other: stays\r\nx-other: twice\r\n").contains("\r\nvia: 1.0 fred, 1.1 helloscope-")
                    .contains("\r\nte: trailers\r\n").contains("\r\nconnection: te\r\n")
                    .doesNotContain("x-secret").doesNotContain("proxy-").doesNotContain("keep-alive").doesNotContain("elsewhere");
            server.send("HTTP/1.1 200 Fine\r\nContent-Length: 5\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: x\r\nX-End: 2\r\n\r\nhello");
            String answer = client.rest();
            assertThat(answer).startsWith("HTTP/1.1 200 Fine\r\n").endsWith("\r\n\r\nhello");
            assertThat(answer.toLowerCase()).contains("x-end: 2").contains("\r\nvia: 1.1 helloscope-").contains("connection: close")
                    .doesNotContain("x-hop").doesNotContain("keep-alive");
            HttpExchange told = running.answered();
            assertThat(told.status()).isEqualTo(200);
            assertThat(told.path()).isEmpty();
            assertThat(told.destination().host()).isEqualTo("origin.test");
            assertThat(running.ended).isEmpty();
            RunningProxy.await(() -> running.opened.get() == running.closed.get());
        }
    }

    @Test
    void keepsBothConnectionsForFurtherRequests() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client(get(running, "/1")); Client server = running.accept()) {
            for (int i = 1; i <= 3; i++) {
                assertThat(server.head()).startsWith("GET /" + i + " ");
                server.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + i);
                assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n");
                assertThat(client.read(1)).isEqualTo("" + i);
                client.send(get(running, "/" + (i + 1)));
            }
        }
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() throws Exception {
        try (RunningProxy running = RunningProxy.proxy();
                Client client = running.client(get(running, "/1") + get(running, "/2") + get(running, "/3")); Client server = running.accept()) {
            client.socket().shutdownOutput();
            for (int i = 1; i <= 3; i++) {
                assertThat(server.head()).startsWith("GET /" + i + " ");
                server.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + i);
                assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n");
                assertThat(client.read(1)).isEqualTo("" + i);
            }
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void asksAgainWhereARestingConnectionWasClosed() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client(get(running, "/1"))) {
            Client first = running.accept();
            first.head();
            first.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            client.head();
            // Closes when it gets the second request, as a server does whose patience ends just then.
            client.send(get(running, "/2"));
            first.head();
            first.close();
            try (Client second = running.accept()) {
                assertThat(second.head()).startsWith("GET /2 ");
                second.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                assertThat(client.head()).startsWith("HTTP/1.1 200 ");
                assertThat(client.read(2)).isEqualTo("ok");
            }
        }
    }

    @Test
    void neverSendsAPostOverAConnectionThatRested() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client(get(running, "/1")); Client first = running.accept()) {
            first.head();
            first.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            client.head();
            client.send("POST http://" + running.authority() + "/2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
            try (Client second = running.accept()) {
                assertThat(second.head()).startsWith("POST /2 ");
                assertThat(second.read(2)).isEqualTo("hi");
                assertThat(first.rest()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "chunked", "close"})
    void passesManyBytesDown(String framing) throws Exception {
        byte[] body = random(MANY, 3);
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client(get(running, "/")); Client server = running.accept()) {
            server.head();
            CompletableFuture<Void> sending = RunningProxy.inBackground(() -> {
                server.send("HTTP/1.1 200 OK\r\n" + switch (framing) {
                    case "length" -> "Content-Length: " + MANY + "\r\n\r\n";
                    case "chunked" -> "Transfer-Encoding: chunked\r\n\r\n";
                    default -> "\r\n";
                });
                if (framing.equals("chunked")) {
                    sendChunked(server, body);
                } else {
                    server.send(body);
                }
                if (framing.equals("close")) {
                    server.socket().shutdownOutput();
                }
            });
            String head = client.head();
            boolean chunked = head.toLowerCase().contains("transfer-encoding: chunked");
            assertThat(chunked).isEqualTo(!framing.equals("length"));
            byte[] got = chunked ? readChunked(client) : client.in.readNBytes(MANY);
            assertThat(java.util.Arrays.equals(got, body)).isTrue();
            sending.get(20, TimeUnit.SECONDS);
            RunningProxy.await(() -> running.fromServer.get() == MANY);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void passesManyBytesUp(boolean chunked) throws Exception {
        byte[] body = random(MANY, 4);
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client("PUT http://" + running.authority() + "/up HTTP/1.1\r\nHost: a\r\n"
                + (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: " + MANY + "\r\n\r\n")); Client server = running.accept()) {
            CompletableFuture<Void> sending = RunningProxy.inBackground(() -> {
                if (chunked) {
                    sendChunked(client, body);
                } else {
                    client.send(body);
                }
            });
            assertThat(server.head().toLowerCase()).contains(chunked ? "transfer-encoding: chunked" : "content-length: " + MANY);
            byte[] got = chunked ? readChunked(server) : server.in.readNBytes(MANY);
            assertThat(java.util.Arrays.equals(got, body)).isTrue();
            sending.get(20, TimeUnit.SECONDS);
            server.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 201 Created\r\n");
        }
    }

    @Test
    void stopsToReadWhereTheOtherSideDoesNot() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client(get(running, "/")); Client server = running.accept()) {
            server.head();
            server.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            byte[] block = new byte[256 * 1024];
            CompletableFuture<Void> sending = RunningProxy.inBackground(() -> {
                for (int i = 0; i < 4_000; i++) {
                    server.send(block);
                }
            });
            client.head();
            assertThatThrownBy(() -> sending.get(2, TimeUnit.SECONDS)).as("the proxy takes no more").isInstanceOf(java.util.concurrent.TimeoutException.class);
            assertThat(running.server.clients()).isEqualTo(1);
        }
    }

    @Test
    void passesAnEarlyAnswerOnAndThenCloses() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client("POST http://" + running.authority()
                + "/up HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\nbegin"); Client server = running.accept()) {
            server.head();
            server.send("HTTP/1.1 413 Too much\r\nContent-Length: 4\r\n\r\nstop");
            assertThat(client.head()).startsWith("HTTP/1.1 413 Too much\r\n").containsIgnoringCase("connection: close");
            assertThat(client.rest()).isEqualTo("stop");
        }
    }

    @Test
    void readsTheAnswerOfAServerThatHasStoppedToRead() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client("POST http://" + running.authority()
                + "/up HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n"); Client server = running.accept()) {
            CompletableFuture<Void> sending = RunningProxy.inBackground(() -> {
                byte[] block = new byte[100_000];
                try {
                    for (int i = 0; i < 1000; i++) {
                        client.send(block);
                    }
                } catch (SocketException refused) {
                    // The answer is what matters.
                }
            });
            server.head();
            server.send("HTTP/1.1 403 No\r\nContent-Length: 4\r\nConnection: close\r\n\r\nstop");
            server.close();
            assertThat(client.head()).startsWith("HTTP/1.1 403 No\r\n");
            assertThat(client.read(4)).isEqualTo("stop");
            sending.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void passesContinueAndEarlyHintsOn() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client("POST http://" + running.authority()
                + "/ HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"); Client server = running.accept()) {
            assertThat(server.head()).containsIgnoringCase("expect: 100-continue");
            server.send("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 100 Continue\r\n");
            client.send("hi");
            assertThat(server.read(2)).isEqualTo("hi");
            server.send("HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            assertThat(client.head()).startsWith("HTTP/1.1 103 Early Hints\r\n").containsIgnoringCase("link: </a>");
            assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(client.read(2)).isEqualTo("ok");
        }
    }

    @Test
    void knowsWhichAnswersHaveNoBody() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client(get(running, "/1").replace("GET", "HEAD")); Client server = running.accept()) {
            server.head();
            server.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            assertThat(client.head()).containsIgnoringCase("content-length: 1000");
            client.send(get(running, "/2").replace("GET", "HEAD"));
            server.head();
            server.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            client.send(get(running, "/3"));
            server.head();
            server.send("HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\nETag: \"x\"\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 304 ").containsIgnoringCase("etag: \"x\"");
            client.send(get(running, "/4"));
            server.head();
            server.send("HTTP/1.1 204 No Content\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 204 ");
            client.send(get(running, "/5"));
            server.head();
            server.send("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nok");
            assertThat(client.head()).startsWith("HTTP/1.1 206 ");
            assertThat(client.read(2)).isEqualTo("ok");
        }
    }

    @Test
    void passesTrailersOn() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client("POST http://" + running.authority()
                + "/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 7\r\n\r\n"); Client server = running.accept()) {
            server.head();
            String body = "2\r\nhi\r\n0\r\nX-Sum: 7\r\n\r\n";
            assertThat(server.read(body.length())).isEqualToIgnoringCase(body);
            server.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
            client.head();
            assertThat(client.read(body.length())).isEqualToIgnoringCase(body);
        }
    }

    @Test
    void speaksHttp10WithClientsThatDo() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client("GET http://" + running.authority() + "/ HTTP/1.0\r\n\r\n");
                Client server = running.accept()) {
            assertThat(server.head()).startsWith("GET / HTTP/1.1\r\n").containsIgnoringCase("host: 127.0.0.1:");
            server.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n4\r\n all\r\n0\r\n\r\n");
            String answer = client.rest();
            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nhi all").doesNotContainIgnoringCase("transfer-encoding");
        }
    }

    @Test
    void upgradesToAnotherProtocol() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client("GET ws://" + running.authority() + "/chat HTTP/1.1\r\nHost: a\r\n"
                + "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\n\r\nclient first"); Client server = running.accept()) {
            assertThat(server.head().toLowerCase()).startsWith("get /chat http/1.1\r\n").contains("\r\nupgrade: websocket\r\n")
                    .contains("\r\nconnection: upgrade\r\n");
            server.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nserver first");
            assertThat(client.head().toLowerCase()).startsWith("http/1.1 101 switching protocols\r\n").contains("\r\nupgrade: websocket\r\n")
                    .contains("\r\nconnection: upgrade\r\n").contains("sec-websocket-accept");
            assertThat(client.read(12)).isEqualTo("server first");
            assertThat(server.read(12)).isEqualTo("client first");
            byte[] up = random(MANY, 5);
            CompletableFuture<Void> echo = RunningProxy.inBackground(() -> {
                server.in.transferTo(server.socket().getOutputStream());
                server.socket().shutdownOutput();
            });
            CompletableFuture<Void> sending = RunningProxy.inBackground(() -> {
                client.send(up);
                client.socket().shutdownOutput();
            });
            assertThat(java.util.Arrays.equals(client.in.readAllBytes(), up)).isTrue();
            CompletableFuture.allOf(echo, sending).get(20, TimeUnit.SECONDS);
            RunningProxy.await(() -> running.opened.get() == running.closed.get());
            assertThat(running.ended).as("no report of what worked").isEmpty();
        }
    }

    @Test
    void passesARefusedUpgradeOn() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client("GET http://" + running.authority() + "/ HTTP/1.1\r\nHost: a\r\n"
                + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"); Client server = running.accept()) {
            server.head();
            server.send("HTTP/1.1 400 Bad\r\nContent-Length: 2\r\n\r\nno");
            assertThat(client.head()).startsWith("HTTP/1.1 400 Bad\r\n");
            assertThat(client.read(2)).isEqualTo("no");
        }
    }

    @Test
    void neverForwardsAnUpgradeToHttp2() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client("GET http://" + running.authority() + "/ HTTP/1.1\r\nHost: a\r\n"
                + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"); Client server = running.accept()) {
            assertThat(server.head()).doesNotContainIgnoringCase("h2c").doesNotContainIgnoringCase("http2-settings").doesNotContainIgnoringCase("upgrade");
            client.close();
        }
    }

    @Test
    void isFollowedByTheServersConnectionWhenTheClientLeaves() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client(get(running, "/")); Client server = running.accept()) {
            server.head();
            client.reset();
            assertThat(server.rest()).isEmpty();
        }
    }

    @Test
    void showsTheClientThatAnAnswerIsNotWhole() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client(get(running, "/")); Client server = running.accept()) {
            server.head();
            server.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            server.socket().shutdownOutput();
            client.head();
            assertThat(client.rest()).startsWith("5\r\nhello\r\n").doesNotContain("\r\n0\r\n");
        }
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client(get(running, "/")); Client server = running.accept()) {
            server.head();
            server.send("HTTP/1.1 200 OK\r\n\r\nuntil the end");
            client.head();
            assertThat(client.read(18)).contains("until the end");
            server.reset();
            assertThatThrownBy(client::rest).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void answersInPlaceOfAServerThatDoesNot() throws Exception {
        try (RunningProxy running = RunningProxy.proxy()) {
            try (Client client = running.client(get(running, "/").replace("Host", "Accept: text/html\r\nHost")); Client server = running.accept()) {
                server.head();
                server.close();
                assertThat(client.rest()).startsWith("HTTP/1.1 502 ").contains("error=http_response_incomplete").contains("<h1>")
                        .contains("Content-Security-Policy: default-src 'none'");
                assertThat(running.ended).as("no cause is true of this").isEmpty();
            }
            try (Client client = running.client(get(running, "/")); Client server = running.accept()) {
                server.head();
                server.send("SSH-2.0-OpenSSH_9.2\r\n\r\n");
                assertThat(client.rest()).startsWith("HTTP/1.1 502 ").contains("error=http_protocol_error");
            }
            Connection strange = running.ended();
            assertThat(strange.arrival()).isEqualTo(Arrival.HTTP);
            Diagnosis diagnosis = new Classifier(KnowledgeTables.load(), Trust.NONE).diagnose(strange, Instant.now());
            assertThat(diagnosis.cause()).isEqualTo(Cause.SERVER_SPEAKS_OTHER_PROTOCOL);
            assertThat(diagnosis.protocol()).contains("ssh");
            assertThat(diagnosis.clientErrors()).as("the client gets our own page").isEmpty();
            assertThat(running.ask("GET http://127.0.0.1:" + RunningProxy.freePort() + "/ HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 502 ")
                    .contains("error=connection_refused");
            Connection told = running.ended();
            assertThat(told.arrival()).isEqualTo(Arrival.HTTP);
            assertThat(((Reach.Failed) told.reach()).failure()).isEqualTo(Reach.Failure.REFUSED);
        }
    }

    @Test
    void tellsThatTheServerSpeaksTlsOnThisPort() throws Exception {
        Classifier classifier = new Classifier(KnowledgeTables.load(), Trust.NONE);
        try (RunningProxy running = RunningProxy.proxy()) {
            for (String answer : new String[] {"\25\3\1\0\2\2\106",
                "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<title>400 The plain HTTP request was sent to HTTPS port</title>"}) {
                try (Client client = running.client(get(running, "/secret?token=1").replace("Host", "Connection: close\r\nHost")); Client server = running.accept()) {
                    server.head();
                    server.send(answer);
                    server.close();
                    client.rest();
                }
            }
            Connection told = running.ended();
            assertThat(told.arrival()).isEqualTo(Arrival.HTTP);
            assertThat(told.toString()).doesNotContain("secret");
            assertThat(classifier.diagnose(told, Instant.now()).cause()).isEqualTo(Cause.CLIENT_SPEAKS_HTTP);
            assertThat(running.ended).as("what the server says in HTTP, the client reads").isEmpty();
        }
    }

    @Test
    void goesThroughTheNextProxyInAbsoluteForm() throws Exception {
        try (ServerSocket next = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
                RunningProxy running = RunningProxy.plan().upstream("http://ann:secret@127.0.0.1:" + next.getLocalPort()).start();
                Client client = running.client("GET http://www.example.com/a HTTP/1.1\r\nHost: www.example.com\r\nProxy-Authorization: Basic eDp5\r\n\r\n");
                Client proxy = new Client(next.accept())) {
            String head = proxy.head();
            assertThat(head).startsWith("GET http://www.example.com/a HTTP/1.1\r\n").containsIgnoringCase("proxy-authorization: Basic YW5uOnNlY3JldA==\r\n")
                    .doesNotContain("eDp5");
            proxy.send("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"next\"\r\nContent-Length: 0\r\n\r\n");
            String answer = client.rest();
            assertThat(answer).startsWith("HTTP/1.1 407 ").contains("received-status=407").doesNotContain("Proxy-Authenticate");
            assertThat(((Reach.Failed) running.ended().reach()).failure()).isEqualTo(Reach.Failure.NEXT_PROXY_REFUSED);
        }
    }

    @Test
    void tellsTheStartOfTheBodyForPortalChecksOnly() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client("GET http://portal.test:" + running.origin.getLocalPort()
                + "/generate_204?x HTTP/1.1\r\nHost: portal.test\r\n\r\n"); Client server = running.accept()) {
            server.head();
            server.send("HTTP/1.1 302 Found\r\nLocation: http://login.test/\r\nContent-Length: 6\r\n\r\nsignin");
            client.head();
            HttpExchange told = running.answered();
            assertThat(told.path()).isEqualTo("/generate_204?x");
            assertThat(told.location()).contains("http://login.test/");
            assertThat(told.bodyStart().latin1()).isEqualTo("signin");
        }
    }

    @Test
    void countsDownHowOftenARequestIsPassedOn() throws Exception {
        try (RunningProxy running = RunningProxy.proxy()) {
            assertThat(running.ask("OPTIONS http://" + running.authority() + " HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ").contains("Allow: ");
            assertThat(running.ask("TRACE http://" + running.authority() + "/ HTTP/1.1\r\nHost: a\r\nCookie: secret\r\nMax-Forwards: 0\r\n\r\n"))
                    .startsWith("HTTP/1.1 405 ").doesNotContain("secret");
            try (Client client = running.client("OPTIONS http://" + running.authority() + " HTTP/1.1\r\nHost: a\r\nMax-Forwards: 3\r\n\r\n");
                    Client server = running.accept()) {
                assertThat(server.head()).startsWith("OPTIONS * HTTP/1.1\r\n").containsIgnoringCase("max-forwards: 2\r\n");
                client.close();
            }
        }
    }

    @Test
    void saysWhatToDoWhereHttpsIsAskedForInTheClear() throws Exception {
        try (RunningProxy running = RunningProxy.proxy()) {
            assertThat(running.ask("GET https://www.example.com/ HTTP/1.1\r\nHost: www.example.com\r\n\r\n")).startsWith("HTTP/1.1 400 ")
                    .contains("CONNECT");
            assertThat(running.ended().destination().port()).isEqualTo(443);
            assertThat(running.ask("GET ftp://www.example.com/ HTTP/1.1\r\nHost: www.example.com\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void opensATunnelOnAConnectionThatWasUsedForPlainHttp() throws Exception {
        try (RunningProxy running = RunningProxy.proxy(); Client client = running.client(get(running, "/1"));) {
            try (Client server = running.accept()) {
                server.head();
                server.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                client.head();
            }
            client.send("CONNECT " + running.authority() + " HTTP/1.1\r\nHost: a\r\n\r\nhi");
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            Tunnel tunnel = new Tunnel(client, running.accept());
            assertThat(tunnel.server().read(2)).isEqualTo("hi");
            tunnel.close();
        }
    }

    private static byte[] random(int count, int seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void sendChunked(Client to, byte[] body) throws IOException {
        int size = 100_003;
        for (int at = 0; at < body.length; at += size) {
            int length = Math.min(size, body.length - at);
            to.send(Integer.toHexString(length) + (at == 0 ? ";name=value" : "") + "\r\n");
            to.socket().getOutputStream().write(body, at, length);
            to.send("\r\n");
        }
        to.send("0\r\n\r\n");
    }

    private static byte[] readChunked(Client from) throws IOException {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(from), 16);
            all.write(from.in.readNBytes(size));
            assertThat(line(from)).isEmpty();
            if (size == 0) {
                return all.toByteArray();
            }
        }
    }

    private static String line(Client from) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = from.in.read(); c != '\n'; c = from.in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Test
    void abandonsAClientThatStopsInTheMiddleOfItsContent() throws Exception {
        try (RunningProxy running = RunningProxy.plan().limits(ClientLimits.DEFAULT.withTimes(Duration.ofMillis(300), Duration.ofSeconds(5))).start();
                Socket client = new Socket(InetAddress.getLoopbackAddress(), running.port())) {
            client.setSoTimeout(10_000);
            client.getOutputStream().write(("POST http://" + running.authority() + "/ HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhi").getBytes());
            try (Client server = running.accept()) {
                server.head();
                assertThat(new String(client.getInputStream().readAllBytes())).startsWith("HTTP/1.1 408 ");
                assertThat(server.rest()).isEqualTo("hi");
            }
        }
    }
}
