package io.helloscope.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.intercept.Interception;
import io.helloscope.intercept.Interception.NamedProduct;
import io.helloscope.intercept.PathSummary;
import io.helloscope.intercept.Position;
import io.helloscope.intercept.Verdict;
import io.helloscope.report.InspectionLedger.Drift;
import io.helloscope.report.InspectionLedger.Kind;
import io.helloscope.testing.Conversations;
import io.helloscope.testing.Reports;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InterceptionMetricsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PathSummary path = new PathSummary("192.0.2.1:3128", Verdict.CERTAIN, Optional.empty(), Optional.empty(), Optional.empty(), List.of(),
            Map.of(Verdict.CERTAIN, 2, Verdict.LIKELY, 1, Verdict.NONE_SEEN, 1), Map.of(), 0, List.of());
    private final InterceptionMetrics metrics = new InterceptionMetrics(registry, () -> List.of(path));

    @Test
    void countsVerdictsByLevelSideAndProduct() {
        var report = Reports.of(Conversations.at(NOW).hello().handshakeOf12().ended());
        metrics.concluded(report.with(Optional.of(new Interception(Verdict.CERTAIN, Optional.of(Position.SERVER_SIDE),
                Optional.of(new NamedProduct("charles", "Charles Proxy")), Optional.of(false), List.of(), Optional.empty()))));
        metrics.concluded(report.with(Optional.of(new Interception(Verdict.LIKELY, Optional.of(Position.CLIENT_SIDE), Optional.empty(), Optional.of(false),
                List.of(), Optional.empty()))));
        metrics.concluded(report.with(Optional.of(Interception.none("public"))));
        metrics.concluded(report);
        assertThat(count("certain", "server-side", "charles")).isEqualTo(1);
        assertThat(count("likely", "client-side", "unnamed")).isEqualTo(1);
        assertThat(count("none-seen", "none", "none")).isEqualTo(1);
    }

    private double count(String verdict, String position, String product) {
        return registry.get("helloscope.interception").tags("verdict", verdict, "position", position, "product", product).counter().count();
    }

    @Test
    void tellsCoverageDriftsAndTheAgeOfLists() {
        InterceptionMetrics.lists(registry, () -> NOW, () -> LocalDate.of(2026, 11, 14), () -> LocalDate.of(2026, 11, 20));
        metrics.drifted(new Drift(NOW, Kind.ISSUER_CHANGED, "a.com", "b"));
        assertThat(registry.get("helloscope.interception.coverage").gauge().value()).isEqualTo(0.75);
        assertThat(registry.get("helloscope.interception.hosts").tag("verdict", "certain").gauge().value()).isEqualTo(2);
        assertThat(registry.get("helloscope.inspection.drifts").tag("kind", "issuer-changed").counter().count()).isEqualTo(1);
        assertThat(registry.get("helloscope.list.age.days").tag("list", "public-roots").gauge().value()).isEqualTo(10);
        assertThat(registry.get("helloscope.list.age.days").tag("list", "ct-logs").gauge().value()).isEqualTo(4);
    }
}
