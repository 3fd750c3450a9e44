package io.helloscope.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class InspectionTableTest {
    private static final Knowledge KNOWLEDGE = KnowledgeTables.load();

    @TestFactory
    Stream<DynamicTest> issuersThatWereSeenFindTheirProductFirst() throws IOException {
        List<String> lines = Files.readAllLines(Shared.require("facts/inspection-examples.tsv"));
        return lines.stream().skip(1).map(line -> line.split("\t")).map(cells -> DynamicTest.dynamicTest(cells[0], () -> {
            List<String> found = ids(KNOWLEDGE.inspectionProducts(part(cells[0]), part(cells[1]), part(cells[2])));
            if (cells[3].equals("-")) {
                assertThat(found).isEmpty();
            } else {
                assertThat(found).isNotEmpty().first().isEqualTo(cells[3]);
            }
        }));
    }

    @Test
    void theRuleThatMorePartsOfTheNameSpeakForComesFirst() {
        assertThat(ids(KNOWLEDGE.inspectionProducts("Fortinet Untrusted CA", "Fortinet", ""))).containsExactly("fortigate-untrusted", "fortinet-other");
        assertThat(ids(KNOWLEDGE.inspectionProducts("FortiGate CA", "Fortinet", ""))).startsWith("fortigate-default");
    }

    @Test
    void everyProductSaysHowToExemptAHost() {
        InspectionTable table = new InspectionTable(KnowledgeTables.merge(List.of(YamlFile.resource("inspection-products.yaml")),
                "inspection-products", InspectionTable.Entry::of, InspectionTable.Entry::id));

        assertThat(table.products()).hasSizeGreaterThan(80).allSatisfy(p -> assertThat(p.fix()).hasSizeGreaterThan(15).endsWith("."));
    }

    @Test
    void aPublicRootIsNeverTakenForAProduct() {
        assertThat(YamlFile.text("public-roots.tsv").lines().filter(line -> !line.startsWith("#")).skip(1).map(line -> line.split("\t")[3]))
                .allSatisfy(name -> assertThat(KNOWLEDGE.inspectionProducts(name, "", "")).isEmpty());
    }

    @Test
    void aNameOfAnyLengthIsReadInBoundedTime() {
        assertThat(KNOWLEDGE.inspectionProducts("x".repeat(1_000_000), "y".repeat(1_000_000), "")).isEmpty();
    }

    private static List<String> ids(List<InspectionProduct> products) {
        return products.stream().map(InspectionProduct::id).toList();
    }

    private static String part(String cell) {
        return cell.equals("-") ? "" : cell;
    }
}
