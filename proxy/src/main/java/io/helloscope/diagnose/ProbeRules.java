package io.helloscope.diagnose;

import io.helloscope.observe.Arrival;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Stage;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.EvidenceSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the answers to this program's own questions make of a passive finding. They stand in the order in which they are asked; the
 * first that says something is believed, with the passive evidence behind it.
 */
final class ProbeRules {
    /** Failures in answer to a hello, of which the hello itself may be the reason. */
    private static final Set<Cause> ABOUT_HELLO = EnumSet.of(Cause.NO_ANSWER_TO_HELLO, Cause.RESET_AFTER_HELLO, Cause.CLOSED_AFTER_HELLO,
            Cause.RESET_BEFORE_HELLO, Cause.CLOSED_BEFORE_HELLO, Cause.SERVER_REJECTED_HELLO, Cause.SERVER_INTERNAL_ERROR, Cause.SERVER_DECLINED,
            Cause.NO_COMMON_PARAMETERS, Cause.SERVER_VERSION_TOO_OLD, Cause.CLIENT_VERSION_TOO_OLD);
    private static final Set<Cause> PLAIN = EnumSet.of(Cause.SERVER_SPEAKS_HTTP, Cause.NON_TLS_ANSWER);

    private final List<Refinement> aboutHello =
            List.of(new Again(), new ProbedPlain(), new Parameters(), new Intolerance(), new VersionLadder(), new OneAddress());
    private final ProbedCertificate aboutCertificate;

    ProbeRules(CertificateRules certificates) {
        this.aboutCertificate = new ProbedCertificate(certificates);
    }

    /** The finding in the light of the answers; the same where they say nothing. */
    Finding refine(Case seen, Finding passive) {
        Answers answers = new Answers(seen.answers());
        if (answers.all().isEmpty() || !(seen.connection().reach() instanceof Reach.Connected)) {
            return passive;
        }
        if (seen.connection().arrival() == Arrival.CHECK && passive.cause() == Cause.ESTABLISHED) {
            return aboutCertificate.ofCheck(seen, answers).or(() -> new Unanswered().refine(seen, passive, answers)).orElse(passive);
        }
        if (PLAIN.contains(passive.cause())) {
            return ProbedPlain.product(seen, passive, answers);
        }
        if (ABOUT_HELLO.contains(passive.cause()) && seen.before(Stage.SERVER_HELLO)) {
            return seen.clientHello().isPresent() ? hello(seen, passive, answers)
                    : new ProbedPlain().refine(seen, passive, answers).map(found -> found.upon(passive)).orElseGet(() -> versions(passive, answers));
        }
        if (passive.cause() == Cause.SERVER_VERSION_TOO_OLD) {
            return versions(passive, answers);
        }
        return aboutCertificate.refine(seen, passive, answers).map(found -> found.upon(passive)).orElse(passive);
    }

    private static Finding versions(Finding passive, Answers answers) {
        String versions = VersionLadder.sentence(answers);
        return versions.isEmpty() ? passive : passive.with(EvidenceSource.PROBE, versions);
    }

    private Finding hello(Case seen, Finding passive, Answers answers) {
        Optional<Finding> found = aboutHello.stream().map(rule -> rule.refine(seen, passive, answers)).flatMap(Optional::stream).findFirst();
        return found.map(finding -> finding.upon(passive)).orElseGet(() -> Again.asBefore(seen, passive, answers));
    }
}
