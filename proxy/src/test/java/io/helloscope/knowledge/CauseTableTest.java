package io.helloscope.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.verdict.Audience;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.api.Test;

class CauseTableTest {
    private static final Knowledge KNOWLEDGE = KnowledgeTables.load();
    private static final Set<Cause> NO_FAILURES =
            EnumSet.of(Cause.ESTABLISHED, Cause.NOT_TLS, Cause.CLIENT_SENT_NOTHING, Cause.CLIENT_CANCELLED,
                    Cause.CAPTURE_INCOMPLETE);

    @ParameterizedTest
    @EnumSource(Cause.class)
    void everyCauseHasARowThatExplainsItAndSaysWhatToDo(Cause cause) {
        CauseEntry entry = KNOWLEDGE.cause(cause);

        assertThat(entry.cause()).isEqualTo(cause);
        assertThat(entry.title()).hasSizeBetween(10, 80).doesNotEndWith(".");
        assertThat(entry.explanation()).hasSizeBetween(80, 700).endsWith(".").doesNotContain("\n");
        assertThat(entry.explanation().split("[.] ")).hasSizeBetween(2, 5);
        assertThat(entry.remedies()).isNotEmpty().allSatisfy(r -> assertThat(r.text()).hasSizeGreaterThan(20).doesNotContain("\n"));
        assertThat(entry.failure()).isEqualTo(!NO_FAILURES.contains(cause));
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void everyFailureHasAPartyAndAHandshakeFailureSaysThatTrustCannotMendIt(Cause cause) {
        CauseEntry entry = KNOWLEDGE.cause(cause);

        if (entry.failure()) {
            assertThat(entry.party()).isNotEqualTo(Party.UNKNOWN);
            assertThat(entry.remedies()).extracting(r -> r.audience()).contains(Audience.USER);
        }
        if (entry.phase() == Phase.HANDSHAKE) {
            assertThat(entry.explanation()).containsAnyOf("root", "install a certificate");
        }
    }

    @Test
    void plainHttpOnATlsPortNamesTheLinesThatSwitchTlsOn() {
        CauseEntry entry = KNOWLEDGE.cause(Cause.SERVER_SPEAKS_HTTP);
        String remedies = entry.remedies().toString();

        assertThat(remedies).contains("https.createServer(", "server: { https:", "next dev --experimental-https", "runserver_plus",
                "--ssl-keyfile", "server.ssl.certificate", "listen 443 ssl;");
        assertThat(entry.clientErrors()).containsEntry("chromium", "ERR_SSL_PROTOCOL_ERROR").containsEntry("firefox", "SSL_ERROR_RX_RECORD_TOO_LONG");
        assertThat(entry.party()).isEqualTo(Party.SERVER);
    }
}
