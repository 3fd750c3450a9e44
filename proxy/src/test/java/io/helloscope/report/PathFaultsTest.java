package io.helloscope.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Direction;
import io.helloscope.observe.Reach;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.testing.CertificateMaker.Issued;
import io.helloscope.testing.Conversations;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Party;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PathFaultsTest {
    private static final Reach DIRECT = new Reach.Connected("203.0.113.7", 443, Optional.empty(), Reach.DialTimes.NONE);
    private static final Reach PROXY = new Reach.Connected("192.0.2.1", 3128, Optional.of("192.0.2.1:3128"), Reach.DialTimes.NONE);

    private final DeskBench bench = new DeskBench(ReportSettings.DEFAULT);

    @Test
    void unrelatedServersThatFailAlikeAreNotToBlame() {
        String first = reset("alpha-shop.com", 0, DIRECT);
        String second = reset("bravo-bank.org", 1, DIRECT);
        assertThat(party(first)).isEqualTo(Party.SERVER);
        String third = reset("charlie-news.net", 2, DIRECT);
        for (String id : List.of(first, second, third)) {
            assertThat(party(id)).isEqualTo(Party.NETWORK);
            ConnectionReport report = bench.report(id).orElseThrow();
            assertThat(report.diagnosis().cause()).isEqualTo(Cause.RESET_AFTER_HELLO);
            assertThat(report.diagnosis().evidence().get(0).text()).contains("3 hosts", "alpha-shop.com", "bravo-bank.org", "charlie-news.net");
        }
    }

    @Test
    void whereANextProxyIsUsedItIsThatOrWhatIsBehindIt() {
        reset("alpha-shop.com", 0, PROXY);
        reset("bravo-bank.org", 1, PROXY);
        assertThat(party(reset("charlie-news.net", 2, PROXY))).isEqualTo(Party.UPSTREAM_PROXY);
    }

    @Test
    void hostsOfOneOwnerAreOne() {
        for (String host : List.of("alpha-shop.com", "www.alpha-shop.com", "alpha-mail.org", "bravo-bank.org", "www.bravo-bank.org")) {
            assertThat(party(reset(host, 0, DIRECT))).isEqualTo(Party.SERVER);
        }
    }

    @Test
    void otherShapesOtherPathsAndLongAgoDoNotCount() {
        reset("alpha-shop.com", 0, DIRECT);
        reset("bravo-bank.org", 1, PROXY);
        closed("charlie-news.net", 2);
        assertThat(party(reset("delta-mail.com", 3, DIRECT))).isEqualTo(Party.SERVER);
        assertThat(party(reset("echo-travel.com", 700, DIRECT))).isEqualTo(Party.SERVER);
    }

    @Test
    void oneServerThatFailsAgainAndAgainIsBroken() {
        for (int i = 0; i < 6; i++) {
            assertThat(party(reset("alpha-shop.com", i, DIRECT))).isEqualTo(Party.SERVER);
        }
    }

    @Test
    void aClientThatRefusesAReplacedCertificateIsToldSo() throws Exception {
        Issued gear = CertificateMaker.authority("O=mitmproxy,CN=mitmproxy").selfSigned();
        Conversations talk = Conversations.at(DeskBench.at(0)).to("alpha-shop.com", 443).reach(PROXY).hello()
                .server(io.helloscope.observe.Wire.join(io.helloscope.observe.Wire.record(22, io.helloscope.observe.Wire.hello12Message()),
                        io.helloscope.observe.Wire.record(22, io.helloscope.observe.Wire.certificateMessage(
                                CertificateMaker.server("alpha-shop.com").signedBy(gear).der().toArray())),
                        io.helloscope.observe.Wire.record(22, io.helloscope.observe.Wire.keyExchangeMessage()),
                        io.helloscope.observe.Wire.record(22, io.helloscope.observe.Wire.helloDone())))
                .client(Conversations.alert(2, 48)).closed(Direction.CLIENT, CloseKind.FIN);
        Connection connection = talk.ended();
        bench.desk.ended(connection, DeskBench.at(1));
        ConnectionReport report = bench.report(connection.id()).orElseThrow();
        assertThat(report.diagnosis().cause()).isEqualTo(Cause.CERTIFICATE_REPLACED);
        assertThat(report.diagnosis().party()).isEqualTo(Party.UPSTREAM_PROXY);
        assertThat(report.diagnosis().confidence()).isEqualTo(Confidence.CERTAIN);
        assertThat(report.diagnosis().product()).contains("mitmproxy");
        assertThat(report.interception().orElseThrow().verdict().isIntercepted()).isTrue();
        assertThat(report.diagnosis().remedies()).isNotEmpty();
    }

    private Party party(String id) {
        return bench.report(id).orElseThrow().diagnosis().party();
    }

    private String reset(String host, double second, Reach reach) {
        return fail(host, second, reach, CloseKind.RESET);
    }

    private void closed(String host, double second) {
        fail(host, second, DIRECT, CloseKind.FIN);
    }

    private String fail(String host, double second, Reach reach, CloseKind kind) {
        Connection connection = Conversations.at(DeskBench.at(second)).to(host, 443).reach(reach).hello().closed(Direction.SERVER, kind).ended();
        bench.desk.ended(connection, DeskBench.at(second));
        return connection.id();
    }
}
