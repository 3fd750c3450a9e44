package io.helloscope.diagnose;

import static io.helloscope.diagnose.Interview.breaksOn;
import static io.helloscope.diagnose.Interview.inTurns;
import static io.helloscope.diagnose.Interview.isChange;
import static io.helloscope.diagnose.Interview.modernHello;
import static io.helloscope.diagnose.Interview.smallHello;
import static io.helloscope.diagnose.Talk.talk;
import static io.helloscope.observe.Wire.alert;
import static io.helloscope.observe.Wire.hello;
import static io.helloscope.observe.Wire.preSharedKey;
import static io.helloscope.testing.CertificateMaker.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.Question;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Party;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that break on a part of the hello, now and then, or at one address, and what the questions make of them. */
class HelloTriageTest {
    private static Talk reset() {
        return talk().client(modernHello()).serverResets();
    }

    private static Predicate<Set<Part>> has(Part part) {
        return parts -> parts.contains(part);
    }

    static Stream<Arguments> intolerances() {
        return Stream.of(
                Arguments.of("grease", has(Part.GREASE), Cause.GREASE_INTOLERANCE, "without GREASE values"),
                Arguments.of("post-quantum share", has(Part.POST_QUANTUM), Cause.LARGE_HELLO_INTOLERANCE, "without its post-quantum key share"),
                Arguments.of("size", has(Part.LARGE), Cause.LARGE_HELLO_INTOLERANCE, "without its post-quantum key share"),
                Arguments.of("either", has(Part.POST_QUANTUM).or(has(Part.LARGE)), Cause.LARGE_HELLO_INTOLERANCE, "without its post-quantum key share"),
                Arguments.of("size to the byte, so that every part less helps", (Predicate<Set<Part>>) parts -> parts.contains(Part.LARGE)
                        && parts.contains(Part.GREASE) && parts.contains(Part.ECH), Cause.LARGE_HELLO_INTOLERANCE, "without its post-quantum key share"),
                Arguments.of("version", has(Part.TLS13), Cause.VERSION_INTOLERANCE, "without TLS 1.3"),
                Arguments.of("ECH", has(Part.ECH), Cause.EXTENSION_INTOLERANCE, "without encrypted_client_hello"),
                Arguments.of("ALPN", has(Part.ALPN), Cause.EXTENSION_INTOLERANCE, "without application protocols"),
                Arguments.of("name", has(Part.SERVER_NAME), Cause.UNRECOGNIZED_NAME, "without the server name"));
    }

    @ParameterizedTest(name = "{0}, by reset")
    @MethodSource("intolerances")
    void namesWhatTheServerResets(String name, Predicate<Set<Part>> minded, Cause cause, String how) {
        holds(Interview.of(reset(), breaksOn(minded, Reply.resets())), cause, how, "reset the connection (RST)");
    }

    @ParameterizedTest(name = "{0}, by closing")
    @MethodSource("intolerances")
    void namesWhatTheServerClosesUpon(String name, Predicate<Set<Part>> minded, Cause cause, String how) {
        holds(Interview.of(talk().client(modernHello()).serverCloses(), breaksOn(minded, Reply.closes())), cause, how, "closed the connection (FIN)");
    }

    @ParameterizedTest(name = "{0}, by silence")
    @MethodSource("intolerances")
    void namesWhatTheServerIsSilentTo(String name, Predicate<Set<Part>> minded, Cause cause, String how) {
        holds(Interview.of(talk().client(modernHello()).seconds(20).clientCloses(), breaksOn(minded, Reply.silence())), cause, how, "kept silent");
    }

    @ParameterizedTest(name = "{0}, by decode_error")
    @MethodSource("intolerances")
    void namesWhatTheServerCannotDecode(String name, Predicate<Set<Part>> minded, Cause cause, String how) {
        holds(Interview.of(talk().client(modernHello()).server(alert(2, 50)).serverCloses(), breaksOn(minded, Reply.alert(50))), cause, how,
                "sent a fatal alert 50 (decode_error)");
    }

    private static void holds(Interview interview, Cause cause, String how, String did) {
        Diagnosis diagnosis = interview.diagnosis();
        assertThat(diagnosis.cause()).as(() -> diagnosis.evidence().toString()).isEqualTo(cause);
        assertThat(diagnosis.confidence()).isEqualTo(cause == Cause.UNRECOGNIZED_NAME ? Confidence.LIKELY : Confidence.CERTAIN);
        assertThat(interview.told().get(0)).startsWith("Asked again " + how).contains("took up the handshake, 3 of 3 times").contains(did);
        assertThat(diagnosis.evidence()).hasSizeGreaterThan(interview.told().size());
    }

    @Test
    void tellsTheSizeFromTheShare() {
        assertThat(Interview.of(reset(), breaksOn(has(Part.LARGE), Reply.resets())).told()).anySatisfy(text ->
                assertThat(text).contains("padded to the same size it fails as well: the size is the reason"));
        assertThat(Interview.of(reset(), breaksOn(has(Part.POST_QUANTUM), Reply.resets())).told()).anySatisfy(text ->
                assertThat(text).contains("the share itself is the reason"));
    }

    @Test
    void fullPacketsThatVanishAreThePathsFault() {
        Interview interview = Interview.of(talk().client(modernHello()).seconds(20).clientCloses(), breaksOn(has(Part.FULL_PACKETS), Reply.silence()));

        assertThat(interview.diagnosis().cause()).isEqualTo(Cause.PATH_MTU);
        assertThat(interview.diagnosis().party()).isEqualTo(Party.NETWORK);
        assertThat(interview.diagnosis().clientErrors()).containsEntry("chromium", "ERR_TIMED_OUT");
    }

    @Test
    void aFilterThatReadsTheNameInTheFirstPacketIsTheNetworks() {
        Interview interview = Interview.of(reset(), breaksOn(has(Part.ONE_PACKET_NAME), Reply.resets()));

        assertThat(interview.diagnosis().cause()).isEqualTo(Cause.RESET_AFTER_HELLO);
        assertThat(interview.diagnosis().party()).isEqualTo(Party.NETWORK);
    }

    @Test
    void whatAClientShowsIsWhatCameToItWhateverIsFoundOut() {
        Interview grease = Interview.of(reset().from("Mozilla/5.0 Chrome/156.0"), breaksOn(has(Part.GREASE), Reply.resets()));
        Interview large = Interview.of(reset().from("Mozilla/5.0 Firefox/153.0"), breaksOn(has(Part.LARGE), Reply.resets()));
        Interview decode = Interview.of(talk().client(modernHello()).server(alert(2, 50)).serverCloses(), breaksOn(has(Part.GREASE), Reply.alert(50)));

        assertThat(grease.diagnosis().clientErrors()).containsOnly(Map.entry("chromium", "ERR_CONNECTION_RESET"));
        assertThat(large.diagnosis().clientErrors()).containsEntry("firefox", "PR_CONNECT_RESET_ERROR").containsEntry("chromium", "ERR_CONNECTION_RESET");
        assertThat(decode.diagnosis().clientErrors()).containsEntry("chromium", "ERR_SSL_PROTOCOL_ERROR");
        assertThat(grease.diagnosis().overridable()).contains(false);
    }

    @Test
    void aServerThatTakesItUpNowIsIntermittentAndNothingIsNamed() {
        Interview interview = Interview.of(reset(), question -> question instanceof Question.Hello ? Reply.takesUp() : Reply.alert(70));

        assertThat(interview.diagnosis().cause()).isEqualTo(Cause.RESET_AFTER_HELLO);
        assertThat(interview.told().get(0)).isEqualTo(
                "Asked again unchanged, the server took up the handshake, 4 of 4 times: the fault is intermittent, or over.");
    }

    @Test
    void aLastingFaultThatIsGoneIsLessSure() {
        Interview interview = Interview.of(talk().client(modernHello()).server(alert(2, 40)).serverCloses(), question -> Reply.takesUp());

        assertThat(interview.diagnosis().cause()).isEqualTo(Cause.NO_COMMON_PARAMETERS);
        assertThat(interview.diagnosis().confidence()).isEqualTo(Confidence.LIKELY);
    }

    @Test
    void aServerThatAnswersEverySecondTimeNamesNothing() {
        for (Talk talk : new Talk[] {reset(), talk().client(modernHello()).serverCloses(), talk().client(modernHello()).seconds(20).clientCloses(),
            talk().client(modernHello()).server(alert(2, 40)).serverCloses(), talk().client(modernHello()).server(alert(2, 70)).serverCloses(),
            talk().client(modernHello()).server(alert(2, 50)).serverCloses(), talk().client(smallHello()).serverResets()}) {
            Cause passive = Interview.CLASSIFIER.diagnose(talk.over(), NOW).cause();
            assertThat(Interview.of(talk, inTurns(Reply.resets(), Reply.takesUp())).diagnosis().cause()).isEqualTo(passive);
            assertThat(Interview.of(talk, inTurns(Reply.takesUp(), Reply.resets())).diagnosis().cause()).isEqualTo(passive);
        }
    }

    @Test
    void aChangeThatHelpsMostTimesIsPossible() {
        int[] count = {0};
        Function<Question, Reply> server = question -> isChange(question, Question.Change.WITHOUT_GREASE) && count[0]++ != 1 ? Reply.takesUp()
                : Reply.resets();
        Interview interview = Interview.of(reset(), server);

        assertThat(interview.diagnosis().cause()).isEqualTo(Cause.GREASE_INTOLERANCE);
        assertThat(interview.diagnosis().confidence()).isEqualTo(Confidence.POSSIBLE);
        assertThat(interview.told().get(0)).contains("2 of 3 times");
    }

    @Test
    void oneBrokenAddressIsNamed() {
        Interview interview = Interview.of(reset(), question -> question instanceof Question.OtherAddress ? Reply.takesUp() : Reply.resets());

        assertThat(interview.diagnosis().cause()).isEqualTo(Cause.ONE_ADDRESS_BROKEN);
        assertThat(interview.told().get(0)).contains(Reply.HERE).contains(Reply.THERE);
        assertThat(interview.diagnosis().clientErrors()).containsEntry("chromium", "ERR_CONNECTION_RESET");
    }

    @Test
    void aServerThatCannotBeReachedAnyMoreNamesNothing() {
        Interview interview = Interview.of(reset(), question -> Reply.unreachable());

        assertThat(interview.diagnosis().cause()).isEqualTo(Cause.RESET_AFTER_HELLO);
    }

    @Test
    void resumptionIsSaidToBeWhatWasNotRepeated() {
        byte[] resuming = hello(preSharedKey());
        Interview interview = Interview.of(talk().client(resuming).serverResets(), question -> Reply.takesUp());

        assertThat(interview.told()).anySatisfy(text -> assertThat(text).contains("resumption may be what the server minds"));
    }
}
