package io.helloscope.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.bytes.Bytes;
import io.helloscope.testing.Shared;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
    @Test
    void ja3NamesEachFieldInTheClientsOrderWithoutGrease() throws Exception {
        ClientHello hello = new Hello().suites(0x5a5a, 0x1301, 0xc02b)
                .extension(0xaaaa, "").extension(0, "").extension(0x0a, "0006 1a1a 001d 0017").extension(0x0b, "01 00").parsed();

        assertThat(Ja3.of(hello)).map(Ja3::text).contains("771,4865-49195,0-10-11,29-23,0");
    }

    @Test
    void ja3OfAHelloWithoutExtensionsKeepsItsEmptyFields() throws Exception {
        ClientHello hello = new Hello().version(0x0301).suites(4, 5, 0x0a, 9, 0x64, 0x62, 3, 6, 0x13, 0x12, 0x63).parsed();

        // The example of a hello without extensions in the description of JA3.
        assertThat(Ja3.of(hello)).contains(new Ja3("769,4-5-10-9-100-98-3-6-19-18-99,,,", "de350869b8c85de67a350c8d186f11e6"));
    }

    @Test
    void ja3OfAFullHelloIsThatOfItsDescription() {
        // The first example in the description of JA3.
        assertThat(Digests.md5("769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0"))
                .isEqualTo("ada70206e40642a3e4461f35503241d5");
    }

    @Test
    void ja3sNamesVersionSuiteAndExtensions() throws Exception {
        assertThat(Ja3s.of(ServerHello.parse(Recorded.SERVER_HELLO_13)).text()).isEqualTo("771,4866,43-51");
        assertThat(Ja3s.of(new Hello().version(0x0301).suites(0x2f).parsedServer()))
                .isEqualTo(new Ja3s("769,47,", "18e962e106761869a61045bed0e81c2c"));
    }

    @Test
    void ja4IsThatOfTheExampleInItsDescription() throws Exception {
        Hello hello = new Hello().suites(0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014,
                0x9c, 0x9d, 0x2f, 0x35, 0x4a4a);
        for (int type : new int[] {0x0a0a, 0x1b, 0, 0x33, 0x4469, 0x17, 0x2d, 5, 0x23, 0x12, 0xff01, 0x0a, 0x0b, 0x15}) {
            hello.extension(type, "");
        }
        hello.extension(0x10, "000c 02 6832 08 687474702f312e31").extension(0x2b, "06 2a2a 0304 0303")
                .extension(0x0d, "0010 0403 0804 0401 0503 0805 0501 0806 0601");

        assertThat(Ja4.of(hello.parsed())).contains(new Ja4("t13d1516h2_8daaf6152771_e5627efa2ab1",
                "t13d1516h2_002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9"
                        + "_0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01"
                        + "_0403,0804,0401,0503,0805,0501,0806,0601"));
    }

    @ParameterizedTest
    @CsvSource({"6832,h2", "687474702f312e31,h1", "68,hh", "ab,ab", "abcd,ad", "30ab,3b", "3031abcd,3d", "30abcd31,01", "'',00"})
    void ja4ShowsTheEndsOfTheFirstProtocol(String protocolHex, String expected) throws Exception {
        int length = protocolHex.length() / 2;
        ClientHello hello = new Hello().suites(0x1301).extension(0x10, "%04x%02x%s".formatted(length + 1, length, protocolHex)).parsed();

        assertThat(Ja4.of(hello)).map(f -> f.value().substring(8, 10)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"0303,'',12", "0300,'',s3", "0002,'',s2", "0303,04 0304 0303,13", "0303,04 4a4a 0302,11", "0303,04 7f1c 0303,00", "0309,'',00"})
    void ja4ShowsTheHighestVersion(String legacy, String versions, String expected) throws Exception {
        Hello hello = new Hello().version(Integer.parseInt(legacy, 16)).suites(0x1301);
        if (!versions.isEmpty()) {
            hello.extension(0x2b, versions);
        }

        assertThat(Ja4.of(hello.parsed())).map(f -> f.value().substring(1, 3)).contains(expected);
    }

    @Test
    void ja4OfAnEmptyHelloHasNoDigests() throws Exception {
        assertThat(Ja4.of(new Hello().version(0x0300).parsed())).map(Ja4::value).contains("ts3i000000_000000000000_000000000000");
        assertThat(Ja4.of(new Hello().extension(0, "").parsed())).map(Ja4::value).contains("t12d000100_000000000000_000000000000");
    }

    @Test
    void ja4CountsAtMost99() throws Exception {
        ClientHello hello = new Hello().suites(IntStream.range(0xc000, 0xc100).toArray()).parsed();

        assertThat(Ja4.of(hello)).map(f -> f.value().substring(4, 6)).contains("99");
    }

    @Test
    void aHelloInSsl2FramingHasNoFingerprint() throws Exception {
        ClientHello hello = ClientHello.parseSslv2(Bytes.ofHex("01 0301 0003 0000 0001 00002f ff"));

        assertThat(Ja3.of(hello)).isEmpty();
        assertThat(Ja4.of(hello)).isEmpty();
    }

    @Test
    void fingerprintsAgreeWithThoseOfRecordedConnections() throws Exception {
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (String line : Files.readAllLines(Shared.require("captures/oracle.ndjson"))) {
            JsonNode row = new ObjectMapper().readTree(line);
            JsonNode client = row.path("client_hello");
            if (!client.hasNonNull("ja3") || !client.hasNonNull("ja4") || row.path("disputed").toString().contains("ja")) {
                continue;
            }
            compared++;
            String place = row.path("file").asText() + " stream " + row.path("stream");
            ClientHello hello = hello(client);
            compare(differences, client.path("ja3").asText(), Ja3.of(hello).map(Ja3::md5).orElseThrow(), place);
            compare(differences, client.path("ja4").asText(), Ja4.of(hello).map(Ja4::value).orElseThrow(), place);
        }
        assertThat(compared).isGreaterThan(500);
        assertThat(differences).isEmpty();
    }

    private static void compare(List<String> differences, String expected, String actual, String place) {
        if (!expected.equals(actual)) {
            differences.add(actual + " (expected: " + expected + ") " + place);
        }
    }

    private static ClientHello hello(JsonNode client) {
        List<Extension> extensions = new ArrayList<>();
        client.path("extensions").forEach(e -> extensions.add(new Extension(new ExtensionType(e.asInt()), Bytes.EMPTY)));
        return new ClientHello(new ProtocolVersion(Integer.decode(client.path("legacy_version").asText())), Bytes.EMPTY, Bytes.EMPTY,
                numbers(client.path("ciphers"), CipherSuite::new), List.of(0), !extensions.isEmpty(), extensions, false, 0, Optional.empty(),
                numbers(client.path("supported_versions"), ProtocolVersion::new), numbers(client.path("groups"), NamedGroup::new),
                each(client.path("point_formats"), JsonNode::asInt), numbers(client.path("signature_algorithms"), SignatureScheme::new),
                each(client.path("alpn_hex"), n -> Bytes.ofHex(n.asText())), List.of(), List.of());
    }

    private static <T> List<T> numbers(JsonNode array, IntFunction<T> value) {
        return each(array, n -> value.apply(Integer.decode(n.asText())));
    }

    private static <T> List<T> each(JsonNode array, Function<JsonNode, T> value) {
        List<T> values = new ArrayList<>();
        array.forEach(n -> values.add(value.apply(n)));
        return values;
    }
}
