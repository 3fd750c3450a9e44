package io.helloscope.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helloscope.bytes.Bytes;
import io.helloscope.verdict.Cause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KnowledgeOverlayTest {
    @TempDir
    Path folder;

    static Stream<Arguments> damaged() {
        return Stream.of(
                Arguments.of("format: 1\ncauses:\n  - code: no-such-cause\n", 3, "code: no-such-cause (expected: a known code)"),
                Arguments.of("format: 2\n", 1, "format: 2 (expected: 1..1)"),
                Arguments.of("causes: []\n", 1, "format: missing (expected: a text)"),
                Arguments.of("format: 1\ncausses: []\n", 2, "unknown key causses (expected: format, causes, "),
                Arguments.of("format: 1\ncauses: nothing\n", 2, "causes: not a list (expected: - name: value)"),
                Arguments.of("format: 1\ncauses:\n  - nothing\n", 3, "not a mapping (expected: name: value pairs)"),
                Arguments.of("format: 1\nformat: 1\n", 2, "format: written twice (expected: once)"),
                Arguments.of("format: 1\nanswers: [\n", 3, "no YAML: "),
                Arguments.of("", 0, "empty (expected: format: 1 and a table)"),
                Arguments.of("format: 1\ncauses:\n  - code: not-tls\n    phase: handshak\n    sources: x\n", 4,
                        "phase: handshak (expected: network, handshake, certificate, established)"),
                Arguments.of("format: 1\ncauses:\n  - code: not-tls\n    phase: handshake\n    party: server\n    title: T\n    explanation: E.\n    sources: x\n",
                        3, "remedies: missing (expected: at least one)"),
                Arguments.of("format: 1\ncauses:\n  - code: not-tls\n    titel: T\n", 4, "unknown key titel (expected: code, phase, "),
                Arguments.of(answer("match: '^a('"), 7, "match: no regular expression: "),
                Arguments.of(answer("match: 'a'"), 7, "match: a (expected: a pattern that begins with ^)"),
                Arguments.of(answer("match: '^a'") + answer("match: '^b'").substring("format: 1\nanswers:\n".length()), 9,
                        "id: x (expected: each id once)"),
                Arguments.of(answer("match: ''"), 7, "match: empty (expected: a text)"),
                Arguments.of("format: 1\ninspection-products:\n  - {id: x, product: X, vendor: Y, kind: gateway, strength: strong, fix: F, sources: s, issuer: [{cn: X}]}\n",
                        3, "kind: gateway (expected: network-gateway, "),
                Arguments.of("format: 1\nclient-errors:\n  - {id: x, client: y, text: z, causes: [never], source: s}\n", 3, "causes: never (expected: a known code)"),
                Arguments.of("format: 1\nportal-checks:\n  - {id: x, client: y, host: h, path: /, status: 99, source: s}\n", 3, "status: 99 (expected: 100..599)"));
    }

    private static String answer(String match) {
        return "format: 1\nanswers:\n  - id: x\n    protocol: acme\n    confidence: certain\n    tells: its greeting\n    " + match + "\n    source: none\n";
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void aDamagedFileIsRefusedWithItsLine(String text, int line, String message) throws IOException {
        Path file = write("damaged.yaml", text);

        assertThatThrownBy(() -> KnowledgeTables.load(List.of(file))).isInstanceOfSatisfying(KnowledgeException.class, e -> {
            assertThat(e.file()).isEqualTo(file.toString());
            assertThat(e).hasMessageContaining(message);
            assertThat(e.line()).isEqualTo(line);
            assertThat(e).hasMessageStartingWith(line == 0 ? file + ": " : file + ":" + line + ": ");
        });
    }

    @Test
    void aMissingFileIsRefused() {
        assertThatThrownBy(() -> KnowledgeTables.load(List.of(folder.resolve("absent.yaml")))).isInstanceOf(KnowledgeException.class)
                .hasMessageContaining("absent.yaml").hasMessageContaining("cannot be read");
    }

    @Test
    void aFileThatIsNoTextIsRefused() throws IOException {
        Path file = folder.resolve("binary.yaml");
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff, (byte) 0xfe, 0});

        assertThatThrownBy(() -> KnowledgeTables.load(List.of(file))).isInstanceOf(KnowledgeException.class).hasMessageContaining("binary.yaml");
    }

    @Test
    void aFileAddsRowsWhichAreTriedFirst() throws IOException {
        Knowledge knowledge = KnowledgeTables.load(List.of(write("more.yaml", answer("match: '^SSH-2.0-Acme'"))));

        assertThat(protocol(knowledge, "SSH-2.0-Acme")).isEqualTo("acme");
        assertThat(protocol(knowledge, "SSH-2.0-OpenSSH_9")).isEqualTo("ssh");
    }

    @Test
    void aFileReplacesRowsAndTheLastFileCounts() throws IOException {
        String row = "format: 1\ncauses:\n  - code: not-tls\n    phase: established\n    party: client\n    failure: false\n    title: %s\n"
                + "    explanation: E.\n    remedies:\n      - {for: user, do: D.}\n    sources: house\n";
        Knowledge knowledge = KnowledgeTables.load(List.of(write("a.yaml", row.formatted("First")), write("b.yaml", row.formatted("Second"))));

        assertThat(knowledge.cause(Cause.NOT_TLS).title()).isEqualTo("Second");
        assertThat(knowledge.cause(Cause.ESTABLISHED)).isEqualTo(KnowledgeTables.load().cause(Cause.ESTABLISHED));
    }

    @Test
    void aFileReplacesAnIssuerAndAnErrorText() throws IOException {
        Knowledge knowledge = KnowledgeTables.load(List.of(write("c.yaml", """
                format: 1
                inspection-products:
                  - {id: mitmproxy, product: Ours, vendor: We, kind: developer-tool, strength: strong, fix: F, sources: s, issuer: [{cn: '^Ours$'}]}
                client-errors:
                  - {id: ours, client: ours, text: The frobnicator stalled, causes: [slow-handshake], source: s}
                """)));

        assertThat(knowledge.inspectionProducts("Ours", "", "")).extracting(InspectionProduct::product).containsExactly("Ours");
        assertThat(knowledge.inspectionProducts("mitmproxy", "mitmproxy", "")).isEmpty();
        assertThat(knowledge.clientErrors().find("error: the frobnicator  STALLED!").matches()).extracting(ClientError::id).containsExactly("ours");
    }

    private static String protocol(Knowledge knowledge, String bytes) {
        return knowledge.plaintextAnswer(Bytes.of(bytes.getBytes(StandardCharsets.ISO_8859_1))).orElseThrow().protocol();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
