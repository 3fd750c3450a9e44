package io.helloscope.diagnose;

import io.helloscope.bytes.Bytes;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.knowledge.PlaintextAnswer;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.observe.Question.Change;
import io.helloscope.observe.Question.Hello;
import io.helloscope.observe.Question.OnlyVersion;
import io.helloscope.observe.Question.Plain;
import io.helloscope.observe.StreamKind;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ProtocolVersion;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What came back to the questions so far. */
record Answers(List<ProbeAnswer> all) {
    /** Changes that add to the hello in place of taking from it: what the server then chooses is beyond the client's offer. */
    private static final Set<Change> ADDITIONS =
            EnumSet.of(Change.WITH_ALL_CIPHERS, Change.WITH_ALL_GROUPS, Change.WITH_ALL_SIGNATURES, Change.WITH_ALL_PARAMETERS);

    Answers {
        all = List.copyOf(all);
    }

    /** Those to the first so many questions. */
    Answers first(int count) {
        return new Answers(all.subList(0, Math.min(count, all.size())));
    }

    /** Those for which a connection stood. */
    List<ProbeAnswer> to(Question question) {
        return all.stream().filter(answer -> answer.question().equals(question) && answer.connected()).toList();
    }

    boolean asked(Question question) {
        return all.stream().anyMatch(answer -> answer.question().equals(question));
    }

    private Tally tally(Question question, Predicate<ProbeAnswer> works) {
        List<ProbeAnswer> answers = to(question);
        return new Tally((int) answers.stream().filter(works).count(), answers);
    }

    /** How often the client's hello, so changed, was taken up. */
    Tally hello(ClientHello hello, Change change) {
        return tally(new Hello(change), answer -> takesUp(hello, change, answer));
    }

    /** How often another address took up the client's hello. */
    Tally otherAddress(ClientHello hello) {
        return tally(new Question.OtherAddress(), answer -> takesUp(hello, Change.NOTHING, answer));
    }

    /** A version that the client does not take is no success, and a server may well choose one where supported_versions is left out. */
    private static boolean takesUp(ClientHello hello, Change change, ProbeAnswer answer) {
        return answer.shookHands() && (ADDITIONS.contains(change)
                || answer.observation().serverHello().map(server -> hello.offersVersion(server.version())).orElse(true));
    }

    /** The changes with which the hello was taken up at least once. */
    Set<Change> working(ClientHello hello) {
        Set<Change> working = EnumSet.noneOf(Change.class);
        Arrays.stream(Change.values()).filter(change -> change != Change.NOTHING && hello(hello, change).worked() > 0).forEach(working::add);
        return working;
    }

    /** Whether any hello of any kind was taken up. */
    boolean speaksTls() {
        return all.stream().anyMatch(ProbeAnswer::shookHands);
    }

    /** Whether the server takes this version: it chose it when nothing else was on offer. */
    Optional<Boolean> accepts(ProtocolVersion version) {
        Tally tally = tally(new OnlyVersion(version), answer -> chose(answer, version));
        return tally.asked() == 0 ? Optional.empty() : Optional.of(tally.worked() > 0);
    }

    private static boolean chose(ProbeAnswer answer, ProtocolVersion version) {
        return answer.observation().serverHello().or(() -> answer.observation().retryRequest())
                .filter(hello -> hello.version().equals(version)).isPresent();
    }

    /** The first answer in plain text to this question that has bytes. */
    Optional<ProbeAnswer> plain(Plain question) {
        return to(question).stream().filter(answer -> answer.observation().serverExcerpt().length() > 0
                && answer.observation().serverKind() != StreamKind.TLS).findFirst();
    }

    /** An HTTP answer of a server that does not say that it had wanted TLS. */
    Optional<PlaintextAnswer> http(Knowledge knowledge) {
        return plain(Plain.HTTP).map(answer -> answer.observation().serverExcerpt()).filter(bytes -> !knowledge.expectsTls(bytes))
                .flatMap(knowledge::plaintextAnswer);
    }

    /** The bytes of the answer to a plain HTTP request. */
    Optional<Bytes> httpBytes() {
        return plain(Plain.HTTP).map(answer -> answer.observation().serverExcerpt());
    }

    /** The inside of the handshake that this program did itself. */
    Optional<ProbeAnswer.Session> session() {
        return all.stream().flatMap(answer -> answer.session().stream()).findFirst();
    }
}
