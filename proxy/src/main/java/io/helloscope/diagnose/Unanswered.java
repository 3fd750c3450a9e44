package io.helloscope.diagnose;

import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.observe.End;
import io.helloscope.observe.Question.Request;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.EvidenceSource;
import java.util.Optional;

/** A server that finishes the handshake of this program and leaves in place of answering its request. */
final class Unanswered implements Refinement {
    @Override
    public Optional<Finding> refine(Case seen, Finding passive, Answers answers) {
        boolean unanswered = answers.to(new Request()).stream().flatMap(answer -> answer.session().stream())
                .anyMatch(session -> session.finished() && !session.answered());
        Optional<End> end = seen.observation().ends().stream().filter(e -> e.by().filter(by -> by == Direction.SERVER).isPresent()).findFirst();
        if (!unanswered || end.isEmpty() && !seen.hiddenAlert(Direction.SERVER)) {
            return Optional.empty();
        }
        boolean reset = end.filter(e -> e.kind() == CloseKind.RESET).isPresent();
        return Optional.of(Finding.certain(reset ? Cause.RESET_AFTER_HANDSHAKE : Cause.CLOSED_AFTER_HANDSHAKE).with(EvidenceSource.PROBE,
                "The handshake was done and this program sent a request; the server %s before it answered anything."
                        .formatted(end.map(Words::end).orElse("said goodbye"))));
    }
}
