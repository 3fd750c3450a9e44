package io.helloscope.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Client;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.StreamKind;
import io.helloscope.testing.Shared;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.Ja3;
import io.helloscope.tls.Ja3s;
import io.helloscope.tls.Ja4;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ProtocolVersion;
import io.helloscope.tls.ServerHello;
import io.helloscope.tls.ServerKeyExchange;
import io.helloscope.tls.SignatureScheme;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the observer sees in real captures, held against what another reader saw in them. */
class CaptureOracleTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> QUALITIES = Set.of("clean", "midstream");
    private static final double LEAST = 0.99;

    /** One field: what the oracle says, empty where it has no opinion; and what was seen. */
    private record Field(String name, Function<JsonNode, Optional<String>> oracle, Function<Observation, String> seen) {
    }

    private static final List<Field> FIELDS = List.of(
            new Field("version", r -> text(r.path("version")), o -> o.serverHello().map(h -> h.version().hex()).orElse("")),
            new Field("cipher", r -> answer(r, "cipher"), o -> o.serverHello().map(h -> h.cipherSuite().hex()).orElse("")),
            new Field("group", r -> text(r.path("group")), o -> group(o).map(NamedGroup::hex).orElse("")),
            new Field("next protocol", r -> answered(r, r.path("next_protocol").asText("")),
                    o -> o.serverHello().flatMap(ServerHello::alpn).map(Bytes::latin1).orElse("")),
            new Field("resumed", r -> truth(r.path("resumed")), o -> o.resumed().orElse(false).toString()),
            new Field("established", r -> truth(r.path("established")), o -> String.valueOf(o.times().established().isPresent())),
            new Field("server name", r -> hello(r, "server_name", n -> n.asText("")), o -> hello(o, h -> h.serverName().orElse(""))),
            new Field("legacy version", r -> hello(r, "legacy_version", JsonNode::asText), o -> hello(o, h -> h.legacyVersion().hex())),
            new Field("supported versions", r -> hello(r, "supported_versions", CaptureOracleTest::list),
                    o -> hello(o, h -> list(h.supportedVersions(), ProtocolVersion::hex))),
            new Field("cipher suites", r -> hello(r, "ciphers", CaptureOracleTest::list), o -> hello(o, h -> list(h.cipherSuites(), CipherSuite::hex))),
            new Field("extensions", r -> hello(r, "extensions", CaptureOracleTest::list),
                    o -> hello(o, h -> list(h.extensions(), e -> String.valueOf(e.type().code())))),
            new Field("groups", r -> hello(r, "groups", CaptureOracleTest::list), o -> hello(o, h -> list(h.groups(), NamedGroup::hex))),
            new Field("signature algorithms", r -> hello(r, "signature_algorithms", CaptureOracleTest::list),
                    o -> hello(o, h -> list(h.signatureSchemes(), SignatureScheme::hex))),
            new Field("alpn", r -> hello(r, "alpn_hex", CaptureOracleTest::list), o -> hello(o, h -> list(h.alpn(), Bytes::hex))),
            new Field("early data", r -> hello(r, "early_data", JsonNode::asText), o -> hello(o, h -> String.valueOf(h.hasEarlyData()))),
            new Field("ja3", r -> hello(r, "ja3", JsonNode::asText), o -> hello(o, h -> Ja3.of(h).map(Ja3::md5).orElse(""))),
            new Field("ja4", r -> hello(r, "ja4", JsonNode::asText), o -> hello(o, h -> Ja4.of(h).map(Ja4::value).orElse(""))),
            new Field("ja3s", r -> answer(r, "ja3s"), o -> o.serverHello().map(h -> Ja3s.of(h).md5()).orElse("")),
            new Field("retry request", r -> truth(r.path("hello_retry_request")), o -> String.valueOf(o.retryRequest().isPresent())),
            new Field("certificates", r -> Optional.of(list(r.path("certificates"))), o -> list(o.certificates().der(), CaptureOracleTest::sha256)),
            new Field("alerts", r -> Optional.of(alerts(r.path("alerts"))), CaptureOracleTest::alerts),
            new Field("plaintext reply", r -> Optional.of(String.valueOf(r.path("plaintext_reply").isObject())),
                    o -> String.valueOf(o.serverKind() == StreamKind.NOT_TLS)),
            new Field("first end", r -> Optional.of(firstEnd(r.path("first_close"))), CaptureOracleTest::firstEnd));

    private static Optional<String> text(JsonNode node) {
        return node.isNull() || node.isMissingNode() ? Optional.empty() : Optional.of(node.asText());
    }

    private static Optional<String> truth(JsonNode node) {
        return node.isBoolean() ? Optional.of(node.asText()) : Optional.empty();
    }

    private static Optional<String> answer(JsonNode row, String name) {
        return row.path("server_hello").isObject() ? Optional.of(row.path("server_hello").path(name).asText()) : Optional.empty();
    }

    private static Optional<String> answered(JsonNode row, String value) {
        return row.path("server_hello").isObject() ? Optional.of(value.equals("null") ? "" : value) : Optional.empty();
    }

    private static Optional<String> hello(JsonNode row, String name, Function<JsonNode, String> read) {
        JsonNode hello = row.path("client_hello");
        boolean known = hello.isObject() && (!hello.path("ssl2_framing").asBoolean() || name.equals("legacy_version"));
        return known ? Optional.of(hello.path(name).isNull() ? "" : read.apply(hello.path(name))) : Optional.empty();
    }

    private static String hello(Observation seen, Function<ClientHello, String> read) {
        return seen.clientHello().map(read).orElse("no hello");
    }

    private static String list(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(n -> texts.add(n.asText()));
        return String.join(" ", texts);
    }

    private static <T> String list(List<T> values, Function<T, String> text) {
        return String.join(" ", values.stream().map(text).toList());
    }

    private static Optional<NamedGroup> group(Observation seen) {
        return seen.serverHello().flatMap(ServerHello::group).or(() -> seen.serverKeyExchange().flatMap(ServerKeyExchange::group));
    }

    private static String alerts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(n -> texts.add(n.path("sender").asText() + " " + n.path("level").asInt() + " " + n.path("description").asInt()));
        return String.join(", ", texts);
    }

    private static String alerts(Observation seen) {
        return String.join(", ", seen.alerts().stream().flatMap(a -> a.alert().stream()
                .map(clear -> a.sender().code() + " " + clear.level() + " " + clear.description().code())).toList());
    }

    private static String firstEnd(JsonNode end) {
        return end.isObject() ? end.path("by").asText() + " " + end.path("kind").asText() : "";
    }

    private static String firstEnd(Observation seen) {
        return seen.firstEnd().map(e -> e.by().orElseThrow().code() + " " + (e.kind() == CloseKind.RESET ? "rst" : "fin")).orElse("");
    }

    private static String sha256(Bytes der) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der.toArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Score {
        private int rows;
        private int equal;
        private final List<String> different = new ArrayList<>();

        void add(String where, String oracle, String seen) {
            rows++;
            if (oracle.equals(seen)) {
                equal++;
            } else if (different.size() < 8) {
                different.add(where + "\n    oracle " + oracle + "\n    seen   " + seen);
            }
        }

        double share() {
            return rows == 0 ? 1 : (double) equal / rows;
        }

        @Override
        public String toString() {
            return "%d of %d%n  %s".formatted(equal, rows, String.join("\n  ", different));
        }
    }

    @Test
    void capturesSayWhatTheOracleSays() throws IOException {
        Path folder = Shared.require("captures");
        assertAgreement(folder.resolve("oracle.ndjson"), folder.resolve("files"), r -> r.path("via").asText().equals("direct"));
    }

    @Test
    void tlsThatOtherProtocolsLeadToIsSeen() throws IOException {
        Path folder = Shared.require("captures");
        Set<String> followed = Set.of("smtp", "imap", "pop", "ftp", "mysql", "pgsql", "socks", "http-connect", "irc");
        assertAgreement(folder.resolve("oracle.ndjson"), folder.resolve("files"), r -> followed.contains(r.path("via").asText()));
    }

    @Test
    void otherClothesOfTheSameConnectionsSayTheSame() throws IOException {
        Path folder = Shared.require("captures/variants");
        assertAgreement(folder.resolve("oracle.ndjson"), folder, r -> r.path("via").asText("direct").equals("direct"));
    }

    private static void assertAgreement(Path oracle, Path files, Function<JsonNode, Boolean> wanted) throws IOException {
        Map<String, List<JsonNode>> byFile = new TreeMap<>();
        try (Stream<String> lines = Files.lines(oracle)) {
            for (String line : (Iterable<String>) lines::iterator) {
                JsonNode row = JSON.readTree(line);
                byFile.computeIfAbsent(row.path("file").asText(), f -> new ArrayList<>()).add(row);
            }
        }
        Map<String, Score> scores = new TreeMap<>();
        for (Map.Entry<String, List<JsonNode>> file : byFile.entrySet()) {
            compare(files.resolve(file.getKey()), file.getValue(), wanted, scores);
        }
        assertThat(scores.get("connection").rows).isPositive();
        assertThat(scores).allSatisfy((name, score) -> assertThat(score.share()).as(() -> name + ": " + score).isGreaterThanOrEqualTo(LEAST));
    }

    private static void compare(Path file, List<JsonNode> rows, Function<JsonNode, Boolean> wanted, Map<String, Score> scores)
            throws IOException {
        Map<String, List<Observation>> seen = new HashMap<>();
        try (InputStream in = Files.newInputStream(file)) {
            Capture.read(in, ObserverLimits.DEFAULT, c -> {
                Client client = c.connection().client();
                String key = client.ip() + " " + client.port() + " " + c.connection().destination().port();
                seen.computeIfAbsent(key, k -> new ArrayList<>()).add(c.connection().observation());
            });
        }
        Map<String, Integer> places = new HashMap<>();
        for (JsonNode row : rows) {
            JsonNode client = row.path("client");
            String key = InetAddress.getByName(client.path("ip").asText()).getHostAddress() + " " + client.path("port").asText() + " "
                    + row.path("server").path("port").asText();
            int place = places.merge(key, 1, Integer::sum) - 1;
            if (!QUALITIES.contains(row.path("quality").asText()) || !wanted.apply(row)) {
                continue;
            }
            String where = file.getFileName() + " stream " + row.path("stream").asText() + " " + key;
            List<Observation> mine = seen.getOrDefault(key, List.of());
            scores.computeIfAbsent("connection", n -> new Score()).add(where, "listed", place < mine.size() ? "listed" : "absent");
            if (place < mine.size()) {
                compare(where, row, mine.get(place), scores);
            }
        }
    }

    private static void compare(String where, JsonNode row, Observation seen, Map<String, Score> scores) {
        for (Field field : FIELDS) {
            boolean disputed = row.path("disputed").has(field.name());
            field.oracle().apply(row).filter(o -> !disputed)
                    .ifPresent(o -> scores.computeIfAbsent(field.name(), n -> new Score()).add(where, o, field.seen().apply(seen)));
        }
    }
}
