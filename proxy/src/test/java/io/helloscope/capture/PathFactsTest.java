package io.helloscope.capture;

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

import io.helloscope.observe.Direction;
import io.helloscope.observe.HelloDelivery;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathFactsTest {
    private static final byte[] HELLO = Wire.hello();
    private static final byte[] ROUTER = {10, 0, 0, 9};

    private final PcapFile file = new PcapFile(RAW);

    private PathFactsTest at(int milliseconds, byte[] packet) {
        file.packet(1 + milliseconds / 1000, milliseconds % 1000 * 1000, packet);
        return this;
    }

    private CapturedConnection told() throws IOException {
        List<CapturedConnection> all = new ArrayList<>();
        assertThat(Capture.read(new ByteArrayInputStream(file.bytes()), ObserverLimits.DEFAULT, all::add)).isEmpty();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static byte[] client(long sequence, long acknowledged, int flags, byte... payload) {
        return ipv4(64, CLIENT4, SERVER4, 6, tcp(40000, 443, sequence, acknowledged, flags, payload));
    }

    private static byte[] server(int hops, long sequence, long acknowledged, int flags, byte... payload) {
        return ipv4(hops, SERVER4, CLIENT4, 6, tcp(443, 40000, sequence, acknowledged, flags, payload));
    }

    private PathFactsTest opened() {
        return at(0, client(1000, 0, SYN)).at(20, server(52, 5000, 1001, SYN | ACK)).at(20, client(1001, 5001, ACK)).at(21, client(1001, 5001, ACK, HELLO));
    }

    @Test
    void aResetWithAnotherTimeToLiveIsForeign() throws IOException {
        CapturedConnection told = opened().at(22, server(61, 5001, 1001 + HELLO.length, RST | ACK)).told();
        assertThat(told.path().foreignReset()).hasValueSatisfying(reset -> {
            assertThat(reset.inTheNameOf()).isEqualTo(Direction.SERVER);
            assertThat(reset.strong()).isTrue();
            assertThat(reset.signs()).first().asString().contains("time to live of 61").contains("server with 52");
        });
        assertThat(told.path().connectRoundTrip()).hasValue(20_000_000);
        assertThat(told.path().helloRoundTrip()).hasValue(1_000_000);
    }

    @Test
    void aResetOfTheServersSystemWithAnotherFullValueIsItsOwn() throws IOException {
        assertThat(opened().at(42, server(243, 5001, 1001 + HELLO.length, RST | ACK)).told().path().foreignReset()).isEmpty();
    }

    @Test
    void aResetLikeTheOtherPacketsIsItsOwn() throws IOException {
        assertThat(opened().at(42, server(52, 5001, 1001 + HELLO.length, RST | ACK)).told().path().foreignReset()).isEmpty();
    }

    @Test
    void dataBehindAResetShowsThatItWasSomebodyElses() throws IOException {
        CapturedConnection told = opened().at(22, server(52, 5001, 1001 + HELLO.length, RST | ACK))
                .at(41, server(52, 5001, 1001 + HELLO.length, ACK, Wire.hello13(0x1301))).told();
        assertThat(told.path().foreignReset()).hasValueSatisfying(reset ->
                assertThat(reset.signs()).first().asString().startsWith("The server went on sending data"));
    }

    @Test
    void aHelloThatIsSentAgainAndNeverAcknowledgedIsCounted() throws IOException {
        CapturedConnection told = opened().at(221, client(1001, 5001, ACK, HELLO)).at(621, client(1001, 5001, ACK, HELLO)).told();
        assertThat(told.path().helloRepeats()).isEqualTo(2);
        assertThat(told.path().firstSegment()).isEqualTo(HELLO.length);
        assertThat(told.connection().unacknowledged()).contains(HelloDelivery.NONE);
    }

    @Test
    void whatPartOfAHelloWasAcknowledgedIsTold() throws IOException {
        CapturedConnection told = opened().at(41, server(52, 5001, 1101, ACK)).told();
        assertThat(told.connection().unacknowledged()).contains(HelloDelivery.PARTLY);
        assertThat(opened().at(51, server(52, 5001, 1001 + HELLO.length, ACK)).told().connection().unacknowledged()).contains(HelloDelivery.ACKNOWLEDGED);
    }

    @Test
    void aRouterThatWantsSmallerPacketsIsHeard() throws IOException {
        byte[] about = Arrays.copyOf(client(1001, 5001, ACK, HELLO), 28);
        CapturedConnection told = opened().at(23, ipv4(ROUTER, CLIENT4, 1, join(hex("0304 0000 0000"), u16(1280), about))).told();
        assertThat(told.path().icmp()).contains(new PathFacts.RouterMessage(PathFacts.RouterMessage.Kind.TOO_BIG, "10.0.0.9", Direction.CLIENT, 1280));
    }

    @Test
    void aRouterThatHasNoWayMakesTheServerUnreachable() throws IOException {
        byte[] syn = client(1000, 0, SYN);
        CapturedConnection told = at(0, syn).at(1, ipv4(ROUTER, CLIENT4, 1, join(hex("0301 0000 00000000"), Arrays.copyOf(syn, 28)))).told();
        assertThat(told.connection().reach()).isInstanceOfSatisfying(Reach.Failed.class,
                failed -> assertThat(failed.failure()).isEqualTo(Reach.Failure.UNREACHABLE));
    }

    @Test
    void aSynThatNobodyAnswersTimesOut() throws IOException {
        byte[] syn = client(1000, 0, SYN);
        CapturedConnection told = at(0, syn).at(1000, syn).at(3000, syn).told();
        assertThat(told.connection().reach()).isInstanceOfSatisfying(Reach.Failed.class,
                failed -> assertThat(failed.failure()).isEqualTo(Reach.Failure.TIMED_OUT));
    }

    @Test
    void anOrderlyEndHasNoReset() throws IOException {
        CapturedConnection told = opened().at(50, server(52, 5001, 1001 + HELLO.length, FIN | ACK)).told();
        assertThat(told.path().foreignReset()).isEmpty();
        assertThat(told.path().helloRepeats()).isZero();
    }
}
