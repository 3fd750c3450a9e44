package io.helloscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** What the command prints and how it ends. */
@Timeout(60)
class ExplainCommandTest {
    /** Nothing listens on the discard port. */
    private static final String NO_PROXY = "--api=http://127.0.0.1:9";

    private record Ended(int code, String out, String err) {
    }

    private static Ended run(Ansi ansi, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
        int code = line.execute(Stream.concat(Stream.of("explain"), Arrays.stream(arguments)).toArray(String[]::new));
        return new Ended(code, out.toString(), err.toString());
    }

    private static Ended run(String... arguments) {
        return run(Ansi.OFF, arguments);
    }

    private static Ended piped(String input, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.ISO_8859_1)));
        try {
            return run(arguments);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void theWordsAreOneTextAndTheAnswerSaysThePhaseFirst() {
        Ended ended = run(NO_PROXY, "curl:", "(35)", "error:0A00010B:SSL", "routines::wrong", "version", "number");

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("trusting a root CA cannot mend it").contains("curl: error:0A00010B:SSL routines::wrong version number")
                .contains("1. The server speaks plain HTTP on this port").contains("It is this one if:").contains("To look: curl -v http://HOST:PORT/")
                .contains("Owner of the server:").doesNotContain("\u001b");
    }

    @Test
    void coloursAreForTerminals() {
        assertThat(run(Ansi.ON, NO_PROXY, "ERR_CERT_REVOKED").out()).contains("\u001b[1m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-107", "-12263", "net::ERR_SSL_PROTOCOL_ERROR", "0A00010B", "@ERR_SSL_PROTOCOL_ERROR"})
    void aTextMayBeginAsItLikes(String text) {
        Ended ended = run(NO_PROXY, text);

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("server-speaks-http");
    }

    @Test
    void anUnknownTextEndsWithOneAndOffersTheNearest() {
        Ended ended = run(NO_PROXY, "unable to obtain local issuer of certificate");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).contains("Nothing is known about this text").contains("The nearest that are known").contains("local issuer certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--bogus", "--jsn", ""})
    void aSlipIsWrongUsage(String argument) {
        Ended ended = run(argument);

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).isNotBlank();
    }

    @Test
    void standardInputIsReadWhereThereIsNoText() {
        assertThat(piped("x\u0000\u00ff\u00fe ERR_CERT_REVOKED\n", NO_PROXY, "-").out()).contains("certificate-revoked");
        assertThat(piped("ERR_CERT_REVOKED\n" + "y".repeat(1 << 20), NO_PROXY, "-").out()).contains("certificate-revoked", "Only the first 64 KiB");
        assertThat(piped(" \n", NO_PROXY, "-").code()).isEqualTo(2);
    }

    @Test
    void theDocumentHasTheSame() throws Exception {
        JsonNode document = new ObjectMapper().readTree(run(NO_PROXY, "--json", "ERR_CERT_REVOKED").out());

        assertThat(document.at("/found").asBoolean()).isTrue();
        assertThat(document.at("/phase").asText()).isEqualTo("certificate");
        assertThat(document.at("/causes/0/cause").asText()).isEqualTo("certificate-revoked");
        assertThat(document.at("/errors/0/client").asText()).isEqualTo("chromium");
        assertThat(document.has("incidents")).isFalse();
    }

    @Test
    void theReferenceHasAnAnchorForEachCause() {
        Ended ended = run("--reference");

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("<a id=\"certificate-expired\"></a>", "`ERR_CERT_DATE_INVALID`", "`CERT_HAS_EXPIRED`");
    }

    @Test
    void incidentsOfARunningProxyAreListedWithoutTrustInIt() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] answer = ("{\"incidents\":[{\"@timestamp\":\"2026-11-24T09:00:00Z\",\"destination\":{\"domain\":\"a.example\\u001b[31m\",\"port\":443},"
                + "\"helloscope\":{\"cause\":\"certificate-revoked\",\"incident\":\"i-1\"}}, {}]}").getBytes(StandardCharsets.UTF_8);
        server.createContext("/api/v1/explain", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            Ended ended = run("--api", "http://127.0.0.1:" + server.getAddress().getPort(), "ERR_CERT_REVOKED");
            assertThat(ended.out()).contains("Incidents of the running proxy", "a.example").doesNotContain("\u001b");
        } finally {
            server.stop(0);
        }
    }
}
