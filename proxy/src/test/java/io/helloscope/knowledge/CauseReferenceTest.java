package io.helloscope.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.verdict.Cause;
import org.junit.jupiter.api.Test;

class CauseReferenceTest {
    private static final Knowledge KNOWLEDGE = KnowledgeTables.load();

    @Test
    void eachCauseHasOneAnchorAndItsTexts() {
        String document = CauseReference.markdown(KNOWLEDGE);

        for (Cause cause : Cause.values()) {
            assertThat(document).containsOnlyOnce("<a id=\"" + cause.code() + "\"></a>");
            assertThat(document).contains("### " + KNOWLEDGE.cause(cause).title());
            KNOWLEDGE.cause(cause).clientErrors().values().forEach(text -> assertThat(document).contains("`" + text + "`"));
        }
    }

    @Test
    void aRemedyIsAListItemWithWhoCanDoIt() {
        assertThat(CauseReference.markdown(KNOWLEDGE)).contains("- Owner of the server: nginx: `listen 443 ssl;`");
    }
}
