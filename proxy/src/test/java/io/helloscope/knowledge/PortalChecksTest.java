package io.helloscope.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.knowledge.Knowledge.PortalCheck;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortalChecksTest {
    private static final List<PortalCheck> CHECKS = KnowledgeTables.load().portalChecks();

    @Test
    void theChecksOfTheCommonSystemsAreKnown() {
        assertThat(CHECKS).contains(
                new PortalCheck("detectportal.firefox.com", "/success.txt", 200, "success", "Firefox"),
                new PortalCheck("connectivitycheck.gstatic.com", "/generate_204", 204, "", "Android and Chrome"),
                new PortalCheck("www.msftconnecttest.com", "/connecttest.txt", 200, "Microsoft Connect Test", "Windows"));
        assertThat(CHECKS).extracting(PortalCheck::host).contains("captive.apple.com", "nmcheck.gnome.org", "connectivity-check.ubuntu.com");
    }

    @Test
    void aCheckWithoutABodyExpects204() {
        assertThat(CHECKS).allSatisfy(c -> {
            assertThat(c.path()).startsWith("/");
            assertThat(c.body().isEmpty()).isEqualTo(c.status() == 204);
        });
    }
}
