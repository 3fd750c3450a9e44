package io.helloscope.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.intercept.Interception;
import io.helloscope.intercept.Interception.NamedProduct;
import io.helloscope.intercept.Mark;
import io.helloscope.intercept.Position;
import io.helloscope.intercept.Sign;
import io.helloscope.intercept.Verdict;
import io.helloscope.verdict.EvidenceSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InterceptionNodeTest {
    @Test
    void showsTheVerdictWithEachWeightAndEscapesNamesOfPeers() {
        Interception seen = new Interception(Verdict.CERTAIN, Optional.of(Position.SERVER_SIDE), Optional.of(new NamedProduct("charles", "Charles Proxy")),
                Optional.of(false), List.of(new Mark(Sign.PRODUCT, EvidenceSource.CERTIFICATE, "Issued by \u001b[31mX."),
                        new Mark(Sign.NO_PROOF, EvidenceSource.CERTIFICATE, "No proof.")), Optional.empty());
        assertThat(InterceptionNode.of(seen)).isEqualTo(Map.of("verdict", "certain", "position", "server-side", "product", "Charles Proxy",
                "product_id", "charles", "expected", false, "weight", 9, "evidence", List.of(
                        Map.of("sign", "product", "weight", 8, "from", "certificate", "text", "Issued by " + Escape.text("\u001b[31mX.", 100)),
                        Map.of("sign", "no-proof", "weight", 1, "from", "certificate", "text", "No proof."))));
    }

    @Test
    void showsWhyThereIsNoVerdict() {
        assertThat(InterceptionNode.of(Interception.unknown("TLS 1.3 hides it."))).isEqualTo(Map.of("verdict", "unknown", "remark", "TLS 1.3 hides it."));
    }
}
