package io.helloscope.report;

import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Diagnosis;
import io.helloscope.intercept.Interception;
import io.helloscope.intercept.Mark;
import io.helloscope.intercept.Position;
import io.helloscope.intercept.Verdict;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Reach;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Evidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Party;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a failure is in the light of what is between: a certificate that was replaced, or a path that breaks many servers alike. */
final class Blame {
    private static final Set<Cause> DISTRUST = EnumSet.of(Cause.CERTIFICATE_UNKNOWN_ISSUER, Cause.CERTIFICATE_SELF_SIGNED, Cause.CERTIFICATE_CHAIN_INCOMPLETE,
            Cause.CERTIFICATE_REJECTED, Cause.CERTIFICATE_PINNED, Cause.CERTIFICATE_NOT_LOGGED, Cause.CERTIFICATE_REPLACED);
    private static final int MOST_HOSTS = 5;
    private static final String WITHIN = "Within minutes, ";

    private final Classifier classifier;

    Blame(Classifier classifier) {
        this.classifier = classifier;
    }

    /** A client refused a certificate that something on the way has put in place of the server's. */
    Diagnosis replaced(Connection connection, Diagnosis diagnosis, Interception interception) {
        boolean here = interception.position().filter(Position.SERVER_SIDE::equals).isPresent();
        if (!here || !interception.verdict().isIntercepted() || !DISTRUST.contains(diagnosis.cause())) {
            return diagnosis;
        }
        List<Evidence> evidence = new ArrayList<>();
        interception.evidence().stream().map(Blame::evidence).forEach(evidence::add);
        evidence.addAll(diagnosis.evidence());
        Confidence sure = interception.verdict() == Verdict.CERTAIN ? Confidence.CERTAIN : Confidence.LIKELY;
        return classifier.describe(Cause.CERTIFICATE_REPLACED, sure, party(connection), interception.product().map(Interception.NamedProduct::name), evidence,
                diagnosis);
    }

    private static Evidence evidence(Mark mark) {
        return new Evidence(mark.from(), Escape.text(mark.text(), ReportDocument.TEXT));
    }

    /** Unrelated servers fail alike: the path does it. */
    static Diagnosis onPath(Connection connection, Diagnosis diagnosis, PathFaults.Pattern pattern) {
        Party party = party(connection);
        List<String> some = pattern.hosts().subList(0, Math.min(MOST_HOSTS, pattern.hosts().size()));
        String more = pattern.hosts().size() > some.size() ? " and others" : "";
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(EvidenceSource.HISTORY, WITHIN + "%d hosts that have nothing to do with each other failed in this same way on this path: %s%s. Not each of"
                .formatted(pattern.hosts().size(), Escape.text(String.join(", ", some), ReportDocument.TEXT), more) + " these servers is broken; something "
                + (party == Party.UPSTREAM_PROXY ? "at the next proxy or behind it is." : "on the path is.")));
        evidence.addAll(diagnosis.evidence());
        Confidence sure = diagnosis.confidence() == Confidence.POSSIBLE ? Confidence.LIKELY : diagnosis.confidence();
        return new Diagnosis(diagnosis.cause(), diagnosis.phase(), party, sure, diagnosis.failure(), diagnosis.product(), diagnosis.protocol(),
                diagnosis.title(), diagnosis.explanation(), evidence, diagnosis.remedies(), diagnosis.clientErrors(), diagnosis.overridable(), diagnosis.checks());
    }

    /** Whether the diagnosis says already that many hosts fail alike. */
    static boolean isPatterned(Diagnosis diagnosis) {
        return diagnosis.evidence().stream().findFirst().filter(first -> first.from() == EvidenceSource.HISTORY && first.text().startsWith(WITHIN)).isPresent();
    }

    private static Party party(Connection connection) {
        Optional<String> proxy = connection.reach() instanceof Reach.Connected way ? way.nextProxy() : Optional.empty();
        return proxy.isPresent() ? Party.UPSTREAM_PROXY : Party.NETWORK;
    }
}
