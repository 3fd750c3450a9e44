package io.helloscope.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.helloscope.testing.Program;
import io.helloscope.testing.Shared;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boxes that break TLS in the ways of real ones, behind the real program and asked by curl. */
@Tag("real")
class GearIT {
    private static final String ANYTHING = "--insecure";

    @TempDir
    private static Path folder;
    private static GearLab lab;

    @TempDir
    private Path work;

    @BeforeAll
    static void openTheLaboratory() {
        Shared.require("gear");
        lab = new GearLab(folder, "");
    }

    @AfterAll
    static void closeTheLaboratory() {
        if (lab != null) {
            lab.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"reset-tls13,false,reset-after-hello", "reset-tls13,true,version-intolerance", "captive-302,false,captive-portal",
        "sni-rst,false,reset-after-hello", "sni-403,false,block-page", "rewrite-tls12,false,downgrade-detected"})
    void boxesThatBreakManyHostsAreTheNextProxysFault(String fault, boolean triage, String cause) {
        try (Program program = lab.program(work, lab.nextProxy("brokenbox:" + fault, Map.of()), triage)) {
            List<JsonNode> reports = ask(program, "1.3", lab.fleet(3), ANYTHING);
            assertThat(reports).allSatisfy(report -> {
                assertThat(report.at("/helloscope/cause").asText()).isEqualTo(cause);
                assertThat(report.at("/helloscope/party").asText()).isEqualTo("upstream-proxy");
                assertThat(report.at("/helloscope/evidence/0/text").asText()).contains("3 hosts");
            });
        }
    }

    private static List<JsonNode> ask(Program program, String version, List<String> hosts, String... more) {
        hosts.forEach(host -> GearLab.curl(program.proxyPort(), version, host, more));
        return lab.reports(program, hosts.size());
    }
}
