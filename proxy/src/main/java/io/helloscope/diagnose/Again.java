package io.helloscope.diagnose;

import io.helloscope.observe.Question.Change;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ExtensionType;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The unchanged hello once more. Where it is taken up now, the fault comes and goes, and no change to it proves anything. */
final class Again implements Refinement {
    /** Causes that speak of how a server is made or set up, and so of more than one moment. */
    private static final Set<Cause> LASTING = EnumSet.of(Cause.NO_COMMON_PARAMETERS, Cause.SERVER_VERSION_TOO_OLD, Cause.CLIENT_VERSION_TOO_OLD,
            Cause.SERVER_REJECTED_HELLO);

    @Override
    public Optional<Finding> refine(Case seen, Finding passive, Answers answers) {
        ClientHello hello = seen.clientHello().orElseThrow();
        Tally plain = answers.hello(hello, Change.NOTHING);
        return plain.worked() == 0 ? Optional.empty() : Optional.of(nowAndThen(passive, hello, plain));
    }

    private static Finding nowAndThen(Finding passive, ClientHello hello, Tally plain) {
        String sentence = "Asked again unchanged, the server took up the handshake, %s%s: the fault is intermittent%s.".formatted(
                plain.of(plain.worked()), Told.where(plain), plain.failed() == 0 ? ", or over" : "; otherwise " + Told.failing(plain));
        Finding finding = passive.first(EvidenceSource.PROBE, sentence);
        if (hello.has(ExtensionType.PRE_SHARED_KEY) || hello.has(ExtensionType.EARLY_DATA)) {
            finding = finding.with(EvidenceSource.PROBE, "The client's hello wanted to resume a session; asked again it did not, since that would"
                    + " take the client's ticket: resumption may be what the server minds.");
        }
        return LASTING.contains(passive.cause()) ? finding.as(passive.confidence() == Confidence.CERTAIN ? Confidence.LIKELY : Confidence.POSSIBLE)
                : finding;
    }

    /** Nothing that was tried made a difference. */
    static Finding asBefore(Case seen, Finding passive, Answers answers) {
        ClientHello hello = seen.clientHello().orElseThrow();
        Tally plain = answers.hello(hello, Change.NOTHING);
        if (plain.asked() == 0) {
            return passive;
        }
        long changed = answers.all().stream().map(answer -> answer.question().code()).filter(code -> code.startsWith("hello-")).distinct().count();
        Finding finding = passive.with(EvidenceSource.PROBE, "Asked again unchanged %s%s%s.".formatted(Told.failing(plain), Told.where(plain),
                changed > 0 && answers.working(hello).isEmpty() ? "; none of " + Words.count(changed, "change") + " to the hello helped" : ""));
        String versions = VersionLadder.sentence(answers);
        return versions.isEmpty() ? finding : finding.with(EvidenceSource.PROBE, versions);
    }
}
