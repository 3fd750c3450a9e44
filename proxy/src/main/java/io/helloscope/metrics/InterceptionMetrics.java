package io.helloscope.metrics;

import io.helloscope.intercept.Interception;
import io.helloscope.intercept.Interception.NamedProduct;
import io.helloscope.intercept.PathSummary;
import io.helloscope.intercept.Position;
import io.helloscope.intercept.Verdict;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.InspectionLedger;
import io.helloscope.report.ReportSink;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;

/**
 * Meters about what is between.
 *
 * <table>
 * <caption>In the names of Prometheus</caption>
 * <tr><th>Name</th><th>Labels</th><th>What it counts</th></tr>
 * <tr><td>helloscope_interception_total</td><td>verdict, position, product</td><td>concluded connections that were judged; product ids are those of
 * the table, {@code unnamed} where nothing names it</td></tr>
 * <tr><td>helloscope_interception_coverage</td><td></td><td>share of the hosts whose certificate was in sight that are inspected</td></tr>
 * <tr><td>helloscope_interception_hosts</td><td>verdict</td><td>hosts of all paths by their verdict</td></tr>
 * <tr><td>helloscope_inspection_drifts_total</td><td>kind</td><td>inspection otherwise than the policy wants, or than before</td></tr>
 * <tr><td>helloscope_list_age_days</td><td>list</td><td>age of the lists of public roots and of logs</td></tr>
 * </table>
 */
public final class InterceptionMetrics implements ReportSink {
    private static final String NONE = "none";

    private final CounterFamily verdicts;
    private final CounterFamily drifts;

    /**
     * Meters in this registry.
     *
     * @param paths what is known of each way to servers
     */
    public InterceptionMetrics(MeterRegistry registry, Supplier<List<PathSummary>> paths) {
        verdicts = new CounterFamily(registry, "helloscope.interception", "Concluded connections by the verdict on what is between", "verdict", "position", "product");
        drifts = new CounterFamily(registry, "helloscope.inspection.drifts", "Inspection otherwise than the policy wants, or than before", "kind");
        Gauge.builder("helloscope.interception.coverage", () -> coverage(paths.get())).description("Share of the hosts in sight that are inspected").register(registry);
        for (Verdict verdict : Verdict.values()) {
            Gauge.builder("helloscope.interception.hosts", () -> paths.get().stream().mapToInt(path -> path.hosts().getOrDefault(verdict, 0)).sum())
                    .tag("verdict", verdict.code()).description("Hosts whose certificate was in sight, by their verdict").register(registry);
        }
    }

    /** The ages of the lists of what is public, in days. */
    public static void lists(MeterRegistry registry, InstantSource clock, Supplier<LocalDate> roots, Supplier<LocalDate> logs) {
        age(registry, clock, "public-roots", roots);
        age(registry, clock, "ct-logs", logs);
    }

    private static void age(MeterRegistry registry, InstantSource clock, String list, Supplier<LocalDate> day) {
        Gauge.builder("helloscope.list.age.days", () -> Duration.between(day.get().atStartOfDay(ZoneOffset.UTC).toInstant(), clock.instant()).toDays())
                .tag("list", list).description("Age of the lists of what is public").register(registry);
    }

    private static double coverage(List<PathSummary> paths) {
        int all = 0;
        int inspected = 0;
        for (PathSummary path : paths) {
            all += path.hosts().values().stream().mapToInt(Integer::intValue).sum();
            inspected += path.hosts().getOrDefault(Verdict.CERTAIN, 0) + path.hosts().getOrDefault(Verdict.LIKELY, 0);
        }
        return all == 0 ? 0 : (double) inspected / all;
    }

    @Override
    public void concluded(ConnectionReport report) {
        report.interception().ifPresent(seen -> verdicts.count(seen.verdict().code(), seen.position().map(Position::code).orElse(NONE), product(seen)));
    }

    private static String product(Interception seen) {
        return seen.product().map(NamedProduct::id).orElse(seen.verdict().isIntercepted() ? "unnamed" : NONE);
    }

    /** Inspection is otherwise than wanted. */
    public void drifted(InspectionLedger.Drift drift) {
        drifts.count(drift.kind().code());
    }
}
