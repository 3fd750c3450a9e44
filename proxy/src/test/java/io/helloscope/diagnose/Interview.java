package io.helloscope.diagnose;

import static io.helloscope.observe.Wire.extension;
import static io.helloscope.observe.Wire.handshake;
import static io.helloscope.observe.Wire.helloMessage;
import static io.helloscope.observe.Wire.noise;
import static io.helloscope.observe.Wire.record;
import static io.helloscope.observe.Wire.serverName;
import static io.helloscope.observe.Wire.text;
import static io.helloscope.observe.Wire.u16;
import static io.helloscope.observe.Wire.u8;
import static io.helloscope.observe.Wire.vector16;
import static io.helloscope.observe.Wire.vector8;
import static io.helloscope.testing.CertificateMaker.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.Connection;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.observe.Question.Change;
import io.helloscope.observe.Question.Hello;
import io.helloscope.verdict.Evidence;
import io.helloscope.verdict.EvidenceSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A failed connection, and all that the plan then asks a server of a test about it.
 *
 * @param connection the one that failed
 * @param answers to the plan's questions, in their order
 * @param rounds how many there were
 * @param took all rounds one after the other, their questions side by side
 */
record Interview(Connection connection, List<ProbeAnswer> answers, int rounds, Duration took) {
    static final Classifier CLASSIFIER = Chains.classifier();

    static Interview of(Talk talk, Function<Question, Reply> server) {
        return of(talk.over(), server);
    }

    static Interview of(Connection connection, Function<Question, Reply> server) {
        Diagnosis passive = CLASSIFIER.diagnose(connection, NOW);
        List<ProbeAnswer> answers = new ArrayList<>();
        Duration took = Duration.ZERO;
        for (int round = 0; ; round++) {
            List<Question> questions = TriagePlan.next(connection, passive, answers);
            if (questions.isEmpty()) {
                return new Interview(connection, List.copyOf(answers), round, took);
            }
            assertThat(round).isLessThan(TriagePlan.MOST_ROUNDS);
            assertThat(questions).hasSizeLessThanOrEqualTo(TriagePlan.MOST_IN_A_ROUND);
            List<ProbeAnswer> replies = questions.stream().map(question -> server.apply(question).to(question)).toList();
            answers.addAll(replies);
            took = took.plus(replies.stream().map(ProbeAnswer::took).max(Duration::compareTo).orElseThrow());
            assertThat(answers).hasSizeLessThanOrEqualTo(TriagePlan.MOST);
        }
    }

    Diagnosis diagnosis() {
        return CLASSIFIER.diagnose(connection, answers, NOW, Duration.ofSeconds(3));
    }

    /** The sentences that come from questions, strongest first. */
    List<String> told() {
        return diagnosis().evidence().stream().filter(evidence -> evidence.from() == EvidenceSource.PROBE).map(Evidence::text).toList();
    }

    List<String> asked() {
        return answers.stream().map(answer -> answer.question().code()).toList();
    }

    /** A hello as a current Chromium sends it: GREASE, a post-quantum share, ECH, ALPN and its settings; larger than a packet. */
    static byte[] modernHello() {
        byte[] groups = extension(10, vector16(u16(0x3a3a), u16(0x11ec), u16(0x001d), u16(0x0017)));
        byte[] share = extension(51, vector16(u16(0x11ec), vector16(noise(1216)), u16(0x001d), vector16(noise(32))));
        return record(22, handshake(1, u16(0x0303), noise(32), vector8(noise(32)),
                vector16(u16(0x2a2a), u16(0x1301), u16(0x1302), u16(0xc02f), u16(0x009c)), vector8(u8(0)),
                vector16(extension(0x4a4a), serverName("server.test"),
                        extension(43, vector8(u16(0x5a5a), u16(0x0304), u16(0x0303))), groups, extension(13, vector16(u16(0x0403), u16(0x0804))), share,
                        extension(16, vector16(vector8(text("h2")), vector8(text("http/1.1")))), extension(0x44cd, vector16(vector8(text("h2")))),
                        extension(0xfe0d, noise(200)))));
    }

    /** A hello as curl sends it. */
    static byte[] smallHello() {
        return record(22, helloMessage(List.of(0x0304, 0x0303)));
    }

    /** A server that does this to hellos with such parts, and takes up others; anything else it answers as a TLS server would. */
    static Function<Question, Reply> breaksOn(Predicate<Set<Part>> minded, Reply reply) {
        return question -> question instanceof Hello hello ? minded.test(Part.of(hello.change())) ? reply : Reply.takesUp()
                : question instanceof Question.OtherAddress ? reply : Reply.alert(70);
    }

    /** The n-th hello is answered by the n-th of these, in turns; anything else by silence. */
    static Function<Question, Reply> inTurns(Reply... replies) {
        int[] count = {0};
        return question -> question instanceof Hello ? replies[count[0]++ % replies.length] : Reply.silence();
    }

    static boolean isChange(Question question, Change... changes) {
        return question instanceof Hello hello && List.of(changes).contains(hello.change());
    }
}
