package io.helloscope.intercept;

import static io.helloscope.testing.CertificateMaker.authority;
import static io.helloscope.testing.CertificateMaker.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Wire;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.testing.CertificateMaker.Issued;
import io.helloscope.testing.Conversations;
import io.helloscope.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fleets of hosts that were recorded behind real gear and without, made again from names, keys and lengths: 44 hosts of each kind. Of
 * certificates only what was recorded of them counts: who issued them, whose key they have, whether a log had seen them.
 */
class FleetReplayTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> saysOfEachFleetWhatIsKnown() throws IOException {
        Map<String, List<JsonNode>> fleets = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Shared.require("gear/fleet-open.ndjson"))) {
            JsonNode row = JSON.readTree(line);
            fleets.computeIfAbsent(row.get("gear").asText() + " " + row.get("client").asText(), fresh -> new ArrayList<>()).add(row);
        }
        assertThat(fleets).hasSizeGreaterThan(15);
        return fleets.entrySet().stream().map(fleet -> DynamicTest.dynamicTest(fleet.getKey(), () -> check(fleet.getKey(), fleet.getValue())));
    }

    private void check(String name, List<JsonNode> rows) throws Exception {
        InterceptionBench bench = new InterceptionBench(folder);
        Map<String, KeyPair> keys = new HashMap<>();
        List<Verdict> hidden = new ArrayList<>();
        int replaced = 0;
        for (JsonNode row : rows) {
            JsonNode seen = row.get("observed");
            if (seen == null || seen.path("server_hellos").isEmpty()) {
                continue;
            }
            if (seen.path("certificates").isEmpty()) {
                hidden(bench, row.get("host").asText(), seen).ifPresent(hidden::add);
                continue;
            }
            boolean gears = !seen.at("/certificates/0/issuer").asText().contains("(lab)");
            Verdict verdict = visible(bench, row.get("host").asText(), seen.get("certificates"), gears, keys).verdict();
            replaced += gears ? 1 : 0;
            if (!gears) {
                assertThat(verdict).as(row.get("id").asText()).isEqualTo(Verdict.NONE_SEEN);
            } else {
                assertThat(verdict.isIntercepted()).as(row.get("id").asText()).isTrue();
                assertThat(verdict == Verdict.CERTAIN || replaced == 1).as(row.get("id").asText()).isTrue();
            }
        }
        assertThat(hidden).as("without a question").doesNotContain(Verdict.LIKELY, Verdict.CERTAIN);
        boolean intercepted = rows.get(0).at("/truth/intercepted").asBoolean() && !name.contains("split");
        if (hidden.size() > Fleet.ENOUGH && intercepted) {
            assertThat(hidden.get(hidden.size() - 1)).isEqualTo(Verdict.POSSIBLE);
        } else if (!name.contains("cdn")) {
            assertThat(hidden).doesNotContain(Verdict.POSSIBLE);
        }
    }

    private static Interception visible(InterceptionBench bench, String host, JsonNode chain, boolean gears, Map<String, KeyPair> keys) throws Exception {
        if (!gears) {
            return bench.showsItsOwn(host);
        }
        String issuer = chain.at("/0/issuer").asText();
        String issuersKey = chain.size() > 1 ? chain.at("/1/spki_sha256").asText() : issuer;
        Issued gear = authority(issuer).key(key(keys, issuersKey)).selfSigned();
        Issued leaf = server(host).withoutKeyIds().key(key(keys, chain.at("/0/spki_sha256").asText())).signedBy(gear);
        return chain.size() > 1 ? bench.shows(host, leaf.der(), gear.der()) : bench.shows(host, leaf.der());
    }

    private static KeyPair key(Map<String, KeyPair> keys, String id) {
        return keys.computeIfAbsent(id, unknown -> CertificateMaker.ec("secp256r1"));
    }

    /** A TLS 1.3 handshake of the recorded ServerHello and lengths; empty where an older version was chosen. */
    private static java.util.Optional<Verdict> hidden(InterceptionBench bench, String host, JsonNode seen) {
        JsonNode hello = seen.get("server_hellos").get(seen.get("server_hellos").size() - 1);
        if (!hello.get("version").asText().equals("0304")) {
            return java.util.Optional.empty();
        }
        Conversations talk = Conversations.at(bench.now).to(host, 443).reach(new io.helloscope.observe.Reach.Connected("203.0.113.7", 443,
                java.util.Optional.empty(), io.helloscope.observe.Reach.DialTimes.NONE)).hello().server(Wire.record(22, Bytes.ofHex(hello.get("raw").asText()).toArray()));
        int flight = 0;
        for (JsonNode record : seen.get("server_records")) {
            if (record.get(0).asText().equals("APPDATA") && flight++ < 4) {
                talk.server(Wire.data(record.get(1).asInt()));
            }
        }
        Connection connection = talk.client(Wire.data(53)).ended();
        bench.now = bench.now.plusSeconds(1);
        return bench.judge.judge(connection, List.of(), bench.now).map(Interception::verdict);
    }
}
