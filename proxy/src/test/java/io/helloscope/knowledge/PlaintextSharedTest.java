package io.helloscope.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.knowledge.PlaintextAnswer.Kind;
import io.helloscope.testing.Shared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The answers that real servers gave to a ClientHello, and what they must be taken for. */
class PlaintextSharedTest {
    private static final Knowledge KNOWLEDGE = KnowledgeTables.load();

    @TestFactory
    Stream<DynamicTest> recordedAnswersAreTakenForWhatTheyAre() throws IOException {
        Map<String, String[]> expected = new LinkedHashMap<>();
        for (String[] row : rows("truth/expected.tsv")) {
            expected.put(row[0], row);
        }
        return rows("truth/replies.tsv").stream().filter(row -> row.length > 8 && !row[8].isBlank()).map(row -> DynamicTest.dynamicTest(row[0], () -> {
            String[] want = expected.get(row[0]);
            check(List.of(want[3].split("\\|")), want[5], recorded(row));
        }));
    }

    private static void check(List<String> causes, String product, Bytes answer) {
        Map<Kind, String> causeOf = Map.of(Kind.HTTP, "server-speaks-http", Kind.HTTP2, "server-speaks-http2-cleartext",
                Kind.OTHER, "server-speaks-other-protocol", Kind.BLOCK_PAGE, "block-page", Kind.CAPTIVE_PORTAL, "captive-portal");
        var found = KNOWLEDGE.plaintextAnswer(answer);
        if (causeOf.values().stream().noneMatch(causes::contains) || answer.length() == 1) {
            assertThat(found).isEmpty();
            return;
        }
        assertThat(found).isPresent();
        assertThat(causes).contains(causeOf.get(found.orElseThrow().kind()));
        if (!product.equals("-")) {
            String told = found.orElseThrow().product().orElse("") + " " + found.orElseThrow().protocol();
            assertThat(told).containsPattern(Pattern.compile(product, Pattern.CASE_INSENSITIVE));
        }
    }

    /** The recording has each answer twice, as hexadecimal digits and as quoted text; a long one is cut, as text later than as digits. */
    private static Bytes recorded(String[] row) {
        Bytes digits = Bytes.ofHex(row[8]);
        return digits.length() == Integer.parseInt(row[6]) ? digits : Bytes.of(Escaped.latin1(row[7].substring(1)).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static List<String[]> rows(String file) throws IOException {
        return Files.readAllLines(Shared.require(file)).stream().skip(1).map(line -> line.split("\t")).map(c -> Arrays.copyOf(c, Math.max(c.length, 6))).toList();
    }
}
