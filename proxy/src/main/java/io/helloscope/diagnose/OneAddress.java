package io.helloscope.diagnose;

import io.helloscope.observe.Question.Change;
import io.helloscope.tls.ClientHello;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import java.util.Optional;

/** The same hello fails at one address of the host and is taken up at another. */
final class OneAddress implements Refinement {
    @Override
    public Optional<Finding> refine(Case seen, Finding passive, Answers answers) {
        ClientHello hello = seen.clientHello().orElseThrow();
        Tally here = answers.hello(hello, Change.NOTHING);
        Tally there = answers.otherAddress(hello);
        if (!here.never() || here.asked() < 2 || !there.always()) {
            return Optional.empty();
        }
        return Optional.of(Finding.of(Cause.ONE_ADDRESS_BROKEN, there.asked() > 1 ? Confidence.CERTAIN : Confidence.LIKELY)
                .with(EvidenceSource.PROBE, "The same hello was taken up by %s, %s, and at %s %s.".formatted(address(there, "another address"),
                        there.of(there.worked()), address(here, "this one"), Told.failing(here))));
    }

    private static String address(Tally tally, String otherwise) {
        return tally.answers().stream().flatMap(answer -> answer.address().stream()).findFirst().map(Words::text).orElse(otherwise);
    }
}
