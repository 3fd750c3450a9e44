package io.helloscope.app;

import static io.helloscope.capture.Packets.ACK;
import static io.helloscope.capture.Packets.CLIENT4;
import static io.helloscope.capture.Packets.FIN;
import static io.helloscope.capture.Packets.RAW;
import static io.helloscope.capture.Packets.RST;
import static io.helloscope.capture.Packets.SERVER4;
import static io.helloscope.capture.Packets.SYN;
import static io.helloscope.capture.Packets.ipv4;
import static io.helloscope.capture.Packets.tcp;
import static io.helloscope.observe.Wire.hex;
import static io.helloscope.observe.Wire.join;
import static io.helloscope.observe.Wire.u16;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.capture.PcapFile;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.observe.Wire;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.report.Incident;
import io.helloscope.report.ReportSink;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Party;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CaptureAnalysisTest {
    private static final Knowledge KNOWLEDGE = CaptureAnalysis.knowledge();
    private static final byte[] HELLO = Wire.hello();
    private static final byte[] ALERT = hex("15 0303 0002 0228");
    private static final long END = 1001 + HELLO.length;

    private final PcapFile file = new PcapFile(RAW);
    private final Map<String, Incident> incidents = new LinkedHashMap<>();

    private CaptureAnalysisTest at(int milliseconds, byte[] packet) {
        file.packet(1_700_000_000 + milliseconds / 1000, milliseconds % 1000 * 1000, packet);
        return this;
    }

    private static byte[] client(long sequence, long acknowledged, int flags, byte... payload) {
        return ipv4(64, CLIENT4, SERVER4, 6, tcp(40000, 443, sequence, acknowledged, flags, payload));
    }

    private static byte[] server(int hops, long sequence, long acknowledged, int flags, byte... payload) {
        return ipv4(hops, SERVER4, CLIENT4, 6, tcp(443, 40000, sequence, acknowledged, flags, payload));
    }

    private CaptureAnalysisTest opened() {
        return at(0, client(1000, 0, SYN)).at(20, server(52, 5000, 1001, SYN | ACK)).at(20, client(1001, 5001, ACK)).at(21, client(1001, 5001, ACK, HELLO));
    }

    private List<ConnectionReport> all() throws IOException {
        List<ConnectionReport> all = new ArrayList<>();
        new CaptureAnalysis(KNOWLEDGE, new ReportSink() {
            @Override
            public void report(ConnectionReport report) {
                all.add(report);
            }

            @Override
            public void incident(Incident incident) {
                incidents.put(incident.id(), incident);
            }
        }).read(new ByteArrayInputStream(file.bytes()));
        return all;
    }

    private ConnectionReport told() throws IOException {
        List<ConnectionReport> all = all();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void anAlertOfTheServerIsAFailureAndAnIncident() throws IOException {
        ConnectionReport told = opened().at(41, server(52, 5001, END, ACK, ALERT)).at(42, server(52, 5008, END, FIN | ACK))
                .at(43, client(END, 5009, FIN | ACK)).told();
        assertThat(told.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(told.diagnosis().cause()).isEqualTo(Cause.NO_COMMON_PARAMETERS);
        assertThat(incidents).hasSize(1);
    }

    @Test
    void anInjectedResetIsTheNetworks() throws IOException {
        ConnectionReport told = opened().at(22, server(61, 5001, END, RST | ACK)).told();
        assertThat(told.diagnosis().cause()).isEqualTo(Cause.RESET_AFTER_HELLO);
        assertThat(told.diagnosis().party()).isEqualTo(Party.NETWORK);
        assertThat(told.diagnosis().confidence()).isEqualTo(Confidence.LIKELY);
        assertThat(told.diagnosis().evidence()).first().satisfies(e -> assertThat(e.from()).isEqualTo(EvidenceSource.PACKETS));
        assertThat(told.diagnosis().evidence()).anySatisfy(e -> assertThat(e.text()).contains("nearer than the server's host"));
    }

    @Test
    void aResetInTheClientsNameIsNotTakenForItsWish() throws IOException {
        byte[] forged = ipv4(120, CLIENT4, SERVER4, 6, tcp(40000, 443, END, 5001, RST | ACK));
        ConnectionReport told = opened().at(22, forged).at(41, server(52, 5001, END, ACK, Wire.hello13(0x1301))).told();
        assertThat(told.diagnosis().cause()).isIn(Cause.RESET_AFTER_HELLO, Cause.RESET_DURING_HANDSHAKE);
        assertThat(told.diagnosis().party()).isEqualTo(Party.NETWORK);
        assertThat(told.outcome()).isEqualTo(Outcome.FAILURE);
    }

    @Test
    void theServersOwnResetStaysTheServersOrUnknown() throws IOException {
        ConnectionReport told = opened().at(42, server(52, 5001, END, RST | ACK)).told();
        assertThat(told.diagnosis().cause()).isEqualTo(Cause.RESET_AFTER_HELLO);
        assertThat(told.diagnosis().evidence()).noneMatch(e -> e.from() == EvidenceSource.PACKETS);
    }

    @Test
    void aRouterThatWantsSmallerPacketsNamesThePath() throws IOException {
        byte[] about = Arrays.copyOf(client(1001, 5001, ACK, HELLO), 28);
        ConnectionReport told = opened().at(23, ipv4(new byte[] {10, 0, 0, 9}, CLIENT4, 1, join(hex("0304 0000 0000"), u16(1280), about)))
                .at(300, client(1001, 5001, ACK, HELLO)).at(5000, client(END, 5001, FIN | ACK)).told();
        assertThat(told.diagnosis().cause()).isEqualTo(Cause.PATH_MTU);
        assertThat(told.diagnosis().evidence()).first().satisfies(e -> assertThat(e.text()).contains("10.0.0.9").contains("1280 bytes"));
    }

    @Test
    void aSecondSegmentThatNeverArrivesIsToldFromALostFirstOne() throws IOException {
        byte[] large = Wire.join(hex("16 0301 0800 01 0007fc 0303"), new byte[2042]);
        byte[] first = Arrays.copyOf(large, 1400);
        byte[] second = Arrays.copyOfRange(large, 1400, large.length);
        at(0, client(1000, 0, SYN)).at(20, server(52, 5000, 1001, SYN | ACK)).at(21, client(1001, 5001, ACK, first)).at(21, client(2401, 5001, ACK, second))
                .at(41, server(52, 5001, 2401, ACK)).at(300, client(2401, 5001, ACK, second)).at(900, client(2401, 5001, ACK, second))
                .at(9000, client(3054, 5001, FIN | ACK));
        ConnectionReport told = told();
        assertThat(told.diagnosis().cause()).isEqualTo(Cause.LARGE_HELLO_INTOLERANCE);
        assertThat(told.diagnosis().party()).isEqualTo(Party.NETWORK);
    }

    @Test
    void oneDirectionIsUnknownAndSaid() throws IOException {
        ConnectionReport told = at(0, client(1000, 0, SYN)).at(20, client(1001, 5001, ACK, HELLO)).at(9000, client(END, 5001, FIN | ACK)).told();
        assertThat(told.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(told.diagnosis().cause()).isEqualTo(Cause.CAPTURE_INCOMPLETE);
        assertThat(told.diagnosis().evidence()).first().satisfies(e -> assertThat(e.text()).isEqualTo("Only packets of the client are in the capture."));
        assertThat(incidents).isEmpty();
    }

    @Test
    void whatWasLostDecidesNothing() throws IOException {
        ConnectionReport told = opened().at(41, server(52, 6000, END, ACK, new byte[40])).at(42, server(52, 6040, END, FIN | ACK))
                .at(43, client(END, 6041, FIN | ACK)).told();
        assertThat(told.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(told.diagnosis().evidence()).anySatisfy(e -> assertThat(e.text()).contains("missing from the capture"));
    }

    @Test
    void anAlertIsBelievedThoughPacketsWereLost() throws IOException {
        ConnectionReport told = at(20, client(1001, 5001, ACK, HELLO)).at(41, server(52, 5001, END, ACK, ALERT))
                .at(42, server(52, 5100, END, FIN | ACK)).at(43, client(END, 5101, FIN | ACK)).told();
        assertThat(told.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(told.diagnosis().cause()).isEqualTo(Cause.NO_COMMON_PARAMETERS);
    }

    @Test
    void aCaptureThatEndsTooEarlyDecidesNothing() throws IOException {
        assertThat(opened().at(41, server(52, 5001, END, ACK, Wire.hello13(0x1301))).told().outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aHelloThatIsRepeatedToTheEndOfTheCaptureIsUnanswered() throws IOException {
        ConnectionReport told = opened().at(300, client(1001, 5001, ACK, HELLO)).at(900, client(1001, 5001, ACK, HELLO))
                .at(6000, client(1001, 5001, ACK, HELLO)).told();
        assertThat(told.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(told.diagnosis().cause()).isEqualTo(Cause.NO_ANSWER_TO_HELLO);
        assertThat(told.diagnosis().party()).isEqualTo(Party.NETWORK);
    }
}
