package io.helloscope.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.intercept.Interception;
import io.helloscope.intercept.Interception.NamedProduct;
import io.helloscope.intercept.Position;
import io.helloscope.intercept.Verdict;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Direction;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.report.InspectionLedger.Drift;
import io.helloscope.report.InspectionLedger.Kind;
import io.helloscope.testing.Conversations;
import io.helloscope.testing.Reports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InspectionLedgerTest {
    private final List<Drift> drifts = new ArrayList<>();
    private final InspectionLedger ledger = new InspectionLedger(new InspectionPolicy(List.of(
            new InspectionPolicy.Rule(host -> host.endsWith("bank.com"), false, Optional.empty()),
            new InspectionPolicy.Rule(host -> true, true, Optional.of("Corp CA")))), Reports.KNOWLEDGE.clientHellos(), drifts::add);

    @Test
    void saysWhichClientsTakeAndWhichRefuseWhatTheyAreShown() {
        ledger.concluded(worked("alpha-shop.com", "curl/8.0", "Corp CA"));
        ledger.concluded(refused("alpha-shop.com", "Java/17.0.9", "Corp CA"));
        ledger.concluded(worked("delta-mail.com", "curl/8.0", "Corp CA"));
        List<Map<String, Object>> gap = list("trust_gap");
        assertThat(gap).hasSize(2);
        assertThat(gap.get(0)).containsEntry("host", "alpha-shop.com").containsEntry("accepted_by", Map.of("curl", 1))
                .containsEntry("rejected_by", Map.of("a script or tool", 1)).containsEntry("failures", 1).containsEntry("product", "Gear");
        assertThat(list("exemptions")).extracting(row -> row.get("host")).containsExactly("alpha-shop.com");
        assertThat(drifts).isEmpty();
    }

    @Test
    void tellsOnceWhereInspectionIsOtherwiseThanWanted() {
        ledger.concluded(worked("www.bank.com", "curl/8.0", "Corp CA"));
        ledger.concluded(worked("www.bank.com", "curl/8.0", "Corp CA"));
        ledger.concluded(own("alpha-shop.com"));
        ledger.concluded(worked("delta-mail.com", "curl/8.0", "Strange CA"));
        assertThat(drifts).extracting(Drift::kind).containsExactly(Kind.INSPECTED_AGAINST_POLICY, Kind.NOT_INSPECTED_AGAINST_POLICY, Kind.OTHER_CA_THAN_POLICY);
        assertThat(list("drifts")).hasSize(3);
    }

    @Test
    void tellsWhenTheCaOfAHostChanges() {
        ledger.concluded(worked("alpha-shop.com", "curl/8.0", "Corp CA 1"));
        ledger.concluded(worked("alpha-shop.com", "curl/8.0", "Corp CA 2"));
        assertThat(drifts).extracting(Drift::kind).containsExactly(Kind.ISSUER_CHANGED);
        assertThat(drifts.get(0).detail()).isEqualTo("Corp CA 2, before: Corp CA 1");
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> list(String key) {
        return (List<Map<String, Object>>) ledger.document().get(key);
    }

    private static Optional<Interception> inspected(String issuer) {
        return Optional.of(new Interception(Verdict.CERTAIN, Optional.of(Position.SERVER_SIDE), Optional.of(new NamedProduct("gear", "Gear")), Optional.of(true), List.of(),
                Optional.empty(), Optional.of(issuer)));
    }

    private static ConnectionReport worked(String host, String agent, String issuer) {
        return Reports.of(Conversations.at(DeskBench.at(0)).to(host, 443).from("127.0.0.1", agent).hello().handshakeOf12().ended()).with(inspected(issuer));
    }

    private static ConnectionReport refused(String host, String agent, String issuer) {
        Connection connection = Conversations.at(DeskBench.at(0)).to(host, 443).from("127.0.0.1", agent).hello().handshakeOf12()
                .client(Conversations.alert(2, 48)).closed(Direction.CLIENT, CloseKind.FIN).ended();
        ConnectionReport report = Reports.of(connection);
        return new ConnectionReport(connection, List.of(), new io.helloscope.diagnose.Classifier(Reports.KNOWLEDGE, io.helloscope.diagnose.Trust.NONE)
                .describe(io.helloscope.verdict.Cause.CERTIFICATE_REPLACED, io.helloscope.verdict.Confidence.CERTAIN, report.diagnosis().evidence()),
                Outcome.FAILURE, true, false, Optional.empty(), inspected(issuer));
    }

    private static ConnectionReport own(String host) {
        return Reports.of(Conversations.at(DeskBench.at(0)).to(host, 443).hello().handshakeOf12().ended()).with(Optional.of(Interception.none("public")));
    }
}
