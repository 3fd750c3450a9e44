package io.helloscope.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.frontend.RunningProxy.Client;
import io.helloscope.observe.Reach;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that two readers could understand differently are refused, and what follows them is not read. */
@Timeout(60)
class SmugglingTest {
    private RunningProxy proxy;

    @BeforeEach
    void start() throws Exception {
        proxy = RunningProxy.proxy();
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
    }

    static Stream<Arguments> heads() {
        return Stream.of(
                Arguments.of("both lengths", "Host: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("both lengths, the other way round", "Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"),
                Arguments.of("both lengths, one of them 0", "Host: x\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("two lengths", "Host: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
                Arguments.of("one length twice", "Host: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
                Arguments.of("a list of lengths", "Host: x\r\nContent-Length: 3, 3\r\n\r\nabc"),
                Arguments.of("a signed length", "Host: x\r\nContent-Length: +3\r\n\r\nabc"),
                Arguments.of("a negative length", "Host: x\r\nContent-Length: -1\r\n\r\nabc"),
                Arguments.of("a hexadecimal length", "Host: x\r\nContent-Length: 0x3\r\n\r\nabc"),
                Arguments.of("a length without digits", "Host: x\r\nContent-Length: \r\n\r\nabc"),
                Arguments.of("a length of other digits", "Host: x\r\nContent-Length: \u00b3\r\n\r\nabc"),
                Arguments.of("a huge length", "Host: x\r\nContent-Length: 99999999999999999999\r\n\r\nabc"),
                Arguments.of("another coding", "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("another coding at the end", "Host: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
                Arguments.of("chunked twice", "Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("identity", "Host: x\r\nTransfer-Encoding: identity\r\n\r\n"),
                Arguments.of("a coding like chunked", "Host: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("a coding with a parameter", "Host: x\r\nTransfer-Encoding: chunked;x=y\r\n\r\n0\r\n\r\n"),
                Arguments.of("a coding in quotes", "Host: x\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"),
                Arguments.of("a control before the coding", "Host: x\r\nTransfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("an empty coding", "Host: x\r\nTransfer-Encoding:\r\n\r\n"),
                Arguments.of("a bare line feed", "Host: x\nX: y\r\n\r\n"),
                Arguments.of("a bare line feed at the end", "Host: x\r\n\n"),
                Arguments.of("a bare carriage return", "Host: x\r\nX: a\rY: b\r\n\r\n"),
                Arguments.of("two carriage returns", "Host: x\r\nX: a\r\r\n\r\n"),
                Arguments.of("a NUL", "Host: x\r\nX: a\0b\r\n\r\n"),
                Arguments.of("a folded field", "Host: x\r\nX: a\r\n b\r\n\r\n"),
                Arguments.of("a field folded with a tab", "Host: x\r\nTransfer-Encoding:\r\n\tchunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("a field that begins with a space", " Host: x\r\n\r\n"),
                Arguments.of("space before the colon", "Host: x\r\nContent-Length : 3\r\n\r\nabc"),
                Arguments.of("a tab before the colon", "Host: x\r\nTransfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("no colon", "Host: x\r\nContent-Length 3\r\n\r\nabc"),
                Arguments.of("no name", "Host: x\r\n: 3\r\n\r\n"),
                Arguments.of("two hosts", "Host: x\r\nHost: y\r\n\r\n"),
                Arguments.of("a host twice", "Host: x\r\nhost: x\r\n\r\n"),
                Arguments.of("a list of hosts", "Host: x, y\r\n\r\n"),
                Arguments.of("a host with a path", "Host: x/y\r\n\r\n"),
                Arguments.of("no host", "X: y\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("heads")
    void refusesTheRequest(String name, String fields) throws Exception {
        String answer = proxy.ask("POST http://" + proxy.authority() + "/ HTTP/1.1\r\n" + fields + "GET http://" + proxy.authority()
                + "/smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("Connection: close\r\n", "Proxy-Status: helloscope; error=http_request_error");
        assertThat(answer.substring(8)).as("one answer only").doesNotContain("HTTP/1.1");
        assertThat(((Reach.Refused) proxy.ended().reach()).refusal()).isEqualTo(Reach.Refusal.BAD_REQUEST);
        assertThat(asked()).as("the server was asked").isFalse();
    }

    private boolean asked() throws IOException {
        proxy.origin.setSoTimeout(1);
        try {
            proxy.origin.accept().close();
            return true;
        } catch (SocketTimeoutException nobody) {
            return false;
        }
    }

    static Stream<Arguments> firstLines() {
        return Stream.of(Arguments.of("GET  http://127.0.0.1/ HTTP/1.1", 400), Arguments.of("GET http://127.0.0.1/ x HTTP/1.1", 400),
                Arguments.of("GET http://127.0.0.1/", 400), Arguments.of("GET http://127.0.0.1/ HTTP/1.1 ", 400),
                Arguments.of(" GET http://127.0.0.1/ HTTP/1.1", 400), Arguments.of("GET http://127.0.0.1/ HTTP/1.10", 400),
                Arguments.of("G(T http://127.0.0.1/ HTTP/1.1", 400),
                Arguments.of("GET\thttp://127.0.0.1/\tHTTP/1.1", 400), Arguments.of("GET http://127.0.0.1/\u000bx HTTP/1.1", 400),
                Arguments.of("GET http://127.0.0.1/#x HTTP/1.1", 400), Arguments.of("GET http://user@127.0.0.1/ HTTP/1.1", 400),
                Arguments.of("GET http://127.0.0.1:x/ HTTP/1.1", 400), Arguments.of("GET http:///x HTTP/1.1", 400),
                Arguments.of("GET 127.0.0.1 HTTP/1.1", 400), Arguments.of("PRI * HTTP/2.0", 505));
    }

    @ParameterizedTest
    @MethodSource("firstLines")
    void refusesAFirstLineThatIsNone(String line, int status) throws Exception {
        assertThat(proxy.ask(line + "\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 " + status + " ");
    }

    static Stream<String> chunks() {
        return Stream.of("g\r\nabc\r\n0\r\n\r\n", "-1\r\nabc\r\n0\r\n\r\n", "+3\r\nabc\r\n0\r\n\r\n", "0x3\r\nabc\r\n0\r\n\r\n", "\r\n0\r\n\r\n",
                "3 \r\nabc\r\n0\r\n\r\n", " 3\r\nabc\r\n0\r\n\r\n", "3\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n", "3\r\nabc\n0\r\n\r\n",
                "3\r\nabc0\r\n\r\n", "3;a\rb\r\nabc\r\n0\r\n\r\n", "3;a\nabc\r\n0\r\n\r\n", "ffffffffffffffff3\r\nabc\r\n", "80000000\r\nabc\r\n0\r\n\r\n",
                "3,\r\nabc\r\n", "0\r\nX : y\r\n\r\n", "0\r\nX: y\n\r\n", "0\r\n X: y\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("chunks")
    void refusesDamagedChunks(String body) throws Exception {
        try (Client client = proxy.client("POST http://" + proxy.authority() + "/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
                Client server = proxy.accept()) {
            if (body.startsWith("80000000")) {
                // A size that does not fit an int is a size all the same; what is wrong with it is only that it does not come.
                client.socket().shutdownOutput();
            } else {
                String answer = client.rest();
                assertThat(answer).startsWith("HTTP/1.1 400 ").contains("Connection: close");
                assertThat(answer.substring(8)).doesNotContain("HTTP/1.1");
            }
            assertThat(untilTheEnd(server)).as("the server sees a request that is cut off").doesNotContain("\r\n0\r\n\r\n");
        }
    }

    private static String untilTheEnd(Client server) {
        StringBuilder text = new StringBuilder();
        try {
            for (int c = server.in.read(); c >= 0; c = server.in.read()) {
                text.append((char) c);
            }
        } catch (IOException reset) {
            return text.toString();
        }
        return text.toString();
    }
}
