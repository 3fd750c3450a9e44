package io.helloscope.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.knowledge.PlaintextAnswer.Kind;
import io.helloscope.verdict.Confidence;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaintextTableTest {
    private static final Row FILE = YamlFile.resource("plaintext.yaml");
    private static final PlaintextTable TABLE = PlaintextTable.of(List.of(FILE));
    private static final List<Sample> SAMPLES = YamlFile.text("plaintext-samples.tsv").lines().filter(line -> !line.startsWith("#")).map(Sample::of).toList();

    private record Sample(String table, String row, String latin1) {
        static Sample of(String line) {
            String[] cells = line.split("\t", 3);
            return new Sample(cells[0], cells[1], Escaped.latin1(cells[2]));
        }
    }

    @Test
    void everyRowHasASample() {
        assertThat(sampled("http")).isEqualTo(ids("http-answers"));
        assertThat(sampled("answers")).isEqualTo(ids("answers"));
        assertThat(sampled("clients")).isEqualTo(ids("client-protocols"));
    }

    private static List<String> sampled(String table) {
        return SAMPLES.stream().filter(s -> s.table().equals(table)).map(Sample::row).toList();
    }

    private static List<String> ids(String key) {
        return FILE.rows(key).stream().map(row -> row.text("id")).toList();
    }

    @TestFactory
    Stream<DynamicTest> eachSampleIsDecidedByItsRow() {
        return SAMPLES.stream().map(sample -> DynamicTest.dynamicTest(sample.table() + " " + sample.row(), () ->
                assertThat(decidedBy(sample)).contains(sample.row())));
    }

    private static Optional<String> decidedBy(Sample sample) {
        return switch (sample.table()) {
            case "http" -> PlaintextTable.httpAnswer(sample.latin1()).flatMap(TABLE::deciding).map(HttpRule::id);
            case "answers" -> PlaintextTable.httpAnswer(sample.latin1()).isPresent() ? Optional.of("http")
                    : TABLE.decidingServer(sample.latin1()).map(BytesRule::id);
            default -> TABLE.decidingClient(sample.latin1()).map(BytesRule::id);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.1 403 Forbidden\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\n\r\n<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n<hr><center>nginx/1.22.1</center>",
        "HTTP/1.1 403 Forbidden\r\nServer: Apache/2.4.57 (Debian)\r\n\r\n<h1>Forbidden</h1>\n<p>You don't have permission to access this resource.</p>",
        "HTTP/1.1 400 Bad Request\r\nServer: FirewallX\r\n\r\nBlocked by policy: category games",
        "HTTP/1.1 301 Moved Permanently\r\nServer: nginx\r\nLocation: https://www.example.org/\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: https://www.example.org/app/login\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n",
        "HTTP/1.1 301 Moved Permanently\r\nLocation: https://portal.example.org/\r\n\r\n",
        "HTTP/1.1 301 Moved Permanently\r\nLocation: https://192.168.1.10:5001/\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: http://localhost:8080/login\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: http://www.nachos.example/blog/\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nok",
        "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n\r\n404 page not found",
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\n\r\n<h1>503 Service Unavailable</h1>\nNo server is available to handle this request.",
        "<!DOCTYPE html><html><body>hello</body></html>",
    })
    void whatAnOrdinaryServerSaysIsNeitherPortalNorFilter(String answer) {
        assertThat(TABLE.answer(latin1(answer))).map(PlaintextAnswer::kind).contains(Kind.HTTP);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.1 302 Found\r\nLocation: http://login.hotel.example/?url=https://www.example.org/\r\n\r\n",
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://192.168.1.1/login.html\r\n\r\n",
        "HTTP/1.0 302 Moved\r\nLocation: https://wifi.airport.example/start\r\n\r\n",
        "HTTP/1.1 302 Found\r\nServer: nginx\r\nLocation: http://portal.lab.test/\r\n\r\n",
        "HTTP/1.1 511 Network Authentication Required\r\n\r\n<a href=\"/login\">log in</a>",
        "HTTP/1.1 200 OK\r\n\r\n<html><title>Captive Portal</title>",
        "<html><head><title>Hotspot Login</title></head>",
    })
    void aLoginPageOfTheNetworkIsAPortal(String answer) {
        assertThat(TABLE.answer(latin1(answer))).map(PlaintextAnswer::kind).contains(Kind.CAPTIVE_PORTAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.1 403 Forbidden\r\nServer: FirewallX\r\n\r\n<html><h1>Blocked by policy: category games</h1></html>",
        "HTTP/1.1 200 OK\r\n\r\n<h1>Web Page Blocked</h1>",
        "HTTP/1.1 302 Found\r\nLocation: http://blocked.provider.example/?r=1\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: http://www.provider.example/blocked.html\r\n\r\n",
        "HTTP/1.1 503 Service Unavailable\r\n\r\nAccess to this site is denied by your administrator",
        "HTTP/1.1 451 Unavailable For Legal Reasons\r\n\r\n",
        "<html><body>This website has been blocked by your network administrator: site blocked</body></html>",
        "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n<h1>Access Denied</h1>",
    })
    void aFiltersRefusalIsABlockPage(String answer) {
        assertThat(TABLE.answer(latin1(answer))).map(PlaintextAnswer::kind).contains(Kind.BLOCK_PAGE);
    }

    @Test
    void theWordsOfAPageInAnotherScriptAreFoundInUtf8() {
        Bytes page = Bytes.of("HTTP/1.1 200 OK\r\n\r\nДоступ ограничен".getBytes(StandardCharsets.UTF_8));

        assertThat(TABLE.answer(page)).map(PlaintextAnswer::kind).contains(Kind.BLOCK_PAGE);
    }

    @Test
    void anUnknownServerIsNamedAsItNamesItselfPrintableAndCut() {
        String name = "Acme\u001b[31m/" + "9".repeat(100);

        PlaintextAnswer answer = TABLE.answer(latin1("HTTP/1.1 400 Bad Request\r\nServer: " + name + "\r\n\r\n")).orElseThrow();

        assertThat(answer.product()).hasValueSatisfying(product -> assertThat(product).hasSize(60).startsWith("Acme[31m/9"));
        assertThat(answer.confidence()).isEqualTo(Confidence.CERTAIN);
    }

    @Test
    void aCutOffStatusLineIsHttpAlready() {
        assertThat(TABLE.answer(latin1("HTTP/1.1 400"))).map(PlaintextAnswer::protocol).contains("http");
        assertThat(TABLE.answer(latin1("HTTP/1.1 400 Bad Request\r\nServer: ngi"))).map(PlaintextAnswer::kind).contains(Kind.HTTP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "H", "\u0016\u0003\u0001\u0002\u0000", "\u0015\u0003\u0003\u0000\u0002\u0002(", "\u0080\u0003\u0000\u0000\u0001", "N",
        "hello", "\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000", "220", "HTTPS is nice", "SSH is not here"})
    void tlsAndUnknownBytesAreNothing(String bytes) {
        assertThat(TABLE.answer(latin1(bytes))).isEmpty();
    }

    @Test
    void bytesWithoutMeaningAreRarelyTakenForAProtocol() {
        Random random = new Random(7);
        int taken = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[64];
            random.nextBytes(bytes);
            taken += TABLE.answer(Bytes.of(bytes)).isPresent() ? 1 : 0;
            taken += TABLE.clientProtocol(Bytes.of(bytes)).isPresent() ? 1 : 0;
        }
        assertThat(taken).isLessThan(4);
    }

    @Test
    void noPrefixAndNoChangedByteOfASampleIsTooStrange() {
        Random random = new Random(11);
        for (Sample sample : SAMPLES) {
            byte[] bytes = sample.latin1().getBytes(StandardCharsets.ISO_8859_1);
            for (int end = 0; end <= bytes.length; end += 1 + end / 16) {
                read(Bytes.copyOf(bytes, 0, end));
            }
            for (int i = 0; i < 20; i++) {
                byte[] changed = bytes.clone();
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                read(Bytes.of(changed));
            }
        }
    }

    /** Whatever the bytes are, what is told about them can be shown. */
    private static void read(Bytes bytes) {
        TABLE.answer(bytes).ifPresent(answer -> {
            assertThat(answer.protocol()).isNotBlank();
            assertThat(answer.tells()).isNotBlank();
            assertThat(answer.product().orElse("x")).matches("[ -~]{1,60}");
        });
        assertThat(TABLE.clientProtocol(bytes).orElse("x")).isNotBlank();
        TABLE.expectsTls(bytes);
    }

    @Test
    void aServerThatHadExpectedTlsIsToldFromOneThatKnowsNone() {
        assertThat(TABLE.expectsTls(latin1("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"))).isTrue();
        assertThat(TABLE.expectsTls(latin1("HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\n\r\n<center>nginx/1.22.1</center>"))).isFalse();
        assertThat(TABLE.expectsTls(latin1("SSH-2.0-OpenSSH_9.2\r\n"))).isFalse();
    }

    @Test
    void aLongHostileAnswerIsReadInBoundedTime() {
        String hostile = "HTTP/1.1 302 Found\r\nLocation: http://" + "a.".repeat(3000) + "\r\n" + "x: y\r\n".repeat(20_000) + "\r\n" + "<h1><p>".repeat(9000);

        long before = System.nanoTime();
        assertThat(TABLE.answer(latin1(hostile))).isPresent();
        assertThat(System.nanoTime() - before).isLessThan(2_000_000_000L);
    }

    private static Bytes latin1(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
