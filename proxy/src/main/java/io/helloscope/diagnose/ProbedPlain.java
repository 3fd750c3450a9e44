package io.helloscope.diagnose;

import io.helloscope.bytes.Bytes;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.knowledge.PlaintextAnswer;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question.Plain;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import java.util.List;
import java.util.Optional;

/** The server takes up no hello, but answers in plain text: who waits for a request line says nothing to a hello. */
final class ProbedPlain implements Refinement {
    private static final List<Plain> OTHERS = List.of(Plain.BANNER, Plain.POSTGRESQL, Plain.REDIS, Plain.HTTP2);
    /** PostgreSQL's one letter for or against TLS, or its error. */
    private static final String POSTGRESQL_LETTERS = "SNE";

    @Override
    public Optional<Finding> refine(Case seen, Finding passive, Answers answers) {
        if (answers.speaksTls()) {
            return Optional.empty();
        }
        Knowledge knowledge = seen.knowledge();
        return answers.http(knowledge).map(answer -> http(seen, answer, answers.httpBytes().orElse(Bytes.EMPTY)))
                .or(() -> OTHERS.stream().flatMap(question -> other(knowledge, answers, question).stream()).findFirst());
    }

    private static Finding http(Case seen, PlaintextAnswer answer, Bytes bytes) {
        Finding finding = Finding.of(PlaintextRules.cause(answer), sure(answer)).from(answer.product(), Optional.of(answer.protocol()))
                .with(EvidenceSource.PROBE, "Asked in plain HTTP, the server answered " + Words.firstLine(bytes) + "; to a hello it did not answer in TLS.");
        return who(redirected(seen, finding, bytes), answer);
    }

    private static Optional<Finding> other(Knowledge knowledge, Answers answers, Plain question) {
        Optional<Bytes> bytes = answers.plain(question).map(ProbeAnswer::observation).map(seen -> seen.serverExcerpt());
        if (question == Plain.POSTGRESQL && bytes.filter(all -> POSTGRESQL_LETTERS.indexOf(all.at(0)) >= 0).isPresent()) {
            return bytes.map(all -> Finding.certain(Cause.SERVER_SPEAKS_OTHER_PROTOCOL).from(Optional.of("PostgreSQL"), Optional.of("postgresql"))
                    .with(EvidenceSource.PROBE, "Asked in PostgreSQL's protocol, the server answered " + Words.quoted(all.first(1))
                            + ", as PostgreSQL does."));
        }
        return bytes.flatMap(all -> knowledge.plaintextAnswer(all).map(answer -> who(Finding.of(PlaintextRules.cause(answer), sure(answer))
                .from(answer.product(), Optional.of(answer.protocol())).with(EvidenceSource.PROBE, (question == Plain.BANNER
                        ? "Left to speak first, the server sent " : "Asked with " + QuestionText.of(question) + ", the server answered ")
                        + Words.firstLine(all) + "."), answer)));
    }

    private static Finding who(Finding finding, PlaintextAnswer answer) {
        return answer.tells().isBlank() ? finding : finding.with(EvidenceSource.PROBE, "That is %s%s, told by %s.".formatted(answer.protocol(),
                answer.product().map(product -> " by " + Words.text(product)).orElse(""), answer.tells()));
    }

    /** Where plain HTTP leads to, which may be the very address that the client wanted. */
    static Finding redirected(Case seen, Finding finding, Bytes bytes) {
        return Redirect.target(bytes).map(target -> finding.with(EvidenceSource.PROBE, "Its answer sends clients on to " + Words.text(target)
                + (target.startsWith("https:") ? ": TLS is to be found there, not on port " + seen.connection().destination().port() + "." : ".")))
                .orElse(finding);
    }

    /** A page that was asked for may look like a filter's or a portal's without being one. */
    private static Confidence sure(PlaintextAnswer answer) {
        return switch (answer.kind()) {
            case HTTP, HTTP2, OTHER -> Confidence.CERTAIN;
            case CAPTIVE_PORTAL, BLOCK_PAGE -> answer.confidence() == Confidence.CERTAIN ? Confidence.LIKELY : Confidence.POSSIBLE;
        };
    }

    /** Plain text had been seen already: who sent it, by the answer to a real request. */
    static Finding product(Case seen, Finding passive, Answers answers) {
        Optional<Bytes> bytes = answers.httpBytes();
        Optional<PlaintextAnswer> answer = answers.http(seen.knowledge()).filter(page -> page.kind() == PlaintextAnswer.Kind.HTTP);
        if (answer.isEmpty() || bytes.isEmpty()) {
            return passive;
        }
        if (passive.cause() == Cause.NON_TLS_ANSWER) {
            return http(seen, answer.get(), bytes.get()).upon(passive);
        }
        Finding told = passive.with(EvidenceSource.PROBE, "Asked in plain HTTP, the server answered " + Words.firstLine(bytes.get()) + ".");
        Finding known = answer.get().product().isEmpty() ? told : who(told.from(answer.get().product(), passive.protocol()), answer.get());
        return redirected(seen, known, bytes.get());
    }
}
