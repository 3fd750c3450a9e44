package io.helloscope.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Client;
import io.helloscope.observe.Connection;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.testing.Conversations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientJudgeTest {
    private static final String CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
    private static final Map<String, String> AGENTS = Map.of("chromium", CHROME,
            "firefox", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "curl", "curl/7.88.1", "go", "Go-http-client/1.1",
            "node", "node", "gnutls", "gnutls-cli", "java", "Java/17.0.9");
    private static final Map<String, Bytes> HELLOS = hellos();
    /** Stacks of which several tools are built: none of these can be told from another by its hello. */
    private static final Set<String> STACKS = Set.of("curl", "go", "node", "gnutls", "java");
    private static final Set<String> BROWSERS = Set.of("chromium", "firefox");

    @TempDir
    private Path folder;
    private InterceptionBench bench;

    @BeforeEach
    void makeAWorld() throws Exception {
        bench = new InterceptionBench(folder);
    }

    private static Map<String, Bytes> hellos() {
        Map<String, Bytes> hellos = new LinkedHashMap<>();
        try (InputStream in = ClientJudgeTest.class.getResourceAsStream("/io/helloscope/probe/hello/recorded.txt")) {
            for (String block : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n\n")) {
                String entry = block.lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining("\n"));
                if (!entry.isBlank()) {
                    hellos.put(entry.substring(0, entry.indexOf(':')), Bytes.ofHex(entry.substring(entry.indexOf('\n'))));
                }
            }
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
        hellos.put("java", Bytes.of(Conversations.clientHello("java.example")));
        return hellos;
    }

    @TestFactory
    Stream<DynamicTest> aClientsOwnHelloGivesNoAlarm() {
        return HELLOS.keySet().stream().map(name -> DynamicTest.dynamicTest(name, () -> assertThat(clientSide(name, AGENTS.get(name))).isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> anothersHelloGivesAnAlarmWhereABrowserIsAtEitherEnd() {
        return HELLOS.keySet().stream().flatMap(hello -> AGENTS.keySet().stream()
                .filter(agent -> !agent.equals(hello) && !agent.equals("gnutls") && !(STACKS.contains(hello) && STACKS.contains(agent)))
                .map(agent -> DynamicTest.dynamicTest(hello + "'s hello as " + agent, () -> {
                    Interception seen = clientSide(hello, AGENTS.get(agent)).orElseThrow();
                    assertThat(seen.verdict()).isEqualTo(Verdict.LIKELY);
                    assertThat(seen.evidence()).extracting(Mark::sign).containsExactly(Sign.FOREIGN_HELLO, Sign.FOREIGN_HELLO_TOO);
                })));
    }

    @Test
    void thereAreBrowsersAmongTheRecordings() {
        assertThat(HELLOS.keySet()).containsAll(BROWSERS).hasSizeGreaterThanOrEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MyApp/1.0", "", "Mozilla/5.0 (compatible; SomeBot/2.1)"})
    void anUnknownClientGivesNoVerdict(String agent) {
        for (String hello : HELLOS.keySet()) {
            assertThat(clientSide(hello, agent)).isEmpty();
        }
    }

    @Test
    void browsersOnIosHaveApplesHelloWhateverTheyAreCalled() {
        String chromeOnIos = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0 Mobile/15E148 Safari/604.1";
        assertThat(clientSide("curl", chromeOnIos)).isPresent();
    }

    @Test
    void aRequestFromInsideInTheConnectIsProof() {
        Client client = new Client("127.0.0.1", 1, Optional.of("curl/7.88.1")).passedOn(Optional.of("1.1 vm (squid/5.7)"), List.of("accept"));
        Interception seen = judged("curl", client).orElseThrow();
        assertThat(seen.verdict()).isEqualTo(Verdict.CERTAIN);
        assertThat(seen.position()).contains(Position.CLIENT_SIDE);
        assertThat(seen.product().orElseThrow().id()).isEqualTo("squid");
    }

    @Test
    void aProxyThatOnlyPassesOnIsNone() {
        Client client = new Client("127.0.0.1", 1, Optional.of("curl/7.88.1")).passedOn(Optional.of("1.1 gate (squid/6.1)"), List.of());
        assertThat(judged("curl", client)).isEmpty();
    }

    @Test
    void theServersSideStaysWhereTheClientsIsClean() throws Exception {
        assertThat(bench.shows("alpha-shop.example", CertificateMaker.server("alpha-shop.example").signedBy(bench.intermediate).der(),
                bench.intermediate.der()).position()).isEmpty();
    }

    private Optional<Interception> clientSide(String hello, String agent) {
        return judged(hello, new Client("127.0.0.1", 1, Optional.of(agent)));
    }

    private Optional<Interception> judged(String hello, Client client) {
        Connection said = Conversations.at(bench.now).to("alpha-shop.example", 443).client(HELLOS.get(hello).toArray()).open();
        Connection connection = new Connection(said.id(), said.openedAt(), 0, Arrival.CONNECT, client, said.destination(), said.reach(), said.observation(),
                Optional.empty(), said.endedNanos());
        return bench.judge.judge(connection, List.of(), bench.now).filter(seen -> seen.position().filter(Position.CLIENT_SIDE::equals).isPresent());
    }
}
