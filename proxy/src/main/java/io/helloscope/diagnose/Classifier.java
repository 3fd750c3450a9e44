package io.helloscope.diagnose;

import io.helloscope.knowledge.CauseEntry;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Connection;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.verdict.Audience;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Evidence;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import io.helloscope.verdict.Remedy;
import io.helloscope.x509.TrustAnchors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says why a connection failed: a pure function over what was seen and the knowledge tables. The rules stand in the order in which
 * they are asked; the first that finds something is believed.
 */
public final class Classifier {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Knowledge knowledge;
    private final TrustAnchors anchors;
    private final List<Rule> rules;
    private final ProbeRules probe;

    /** A classifier over these tables. */
    public Classifier(Knowledge knowledge, Trust trust) {
        this(knowledge, TrustAnchors.of(trust.extraRoots(), knowledge::isPublicRoot, knowledge::isPublicRootKeyId),
                TrustAnchors.of(trust.inspectionRoots(), sha256 -> false, keyId -> false));
    }

    /** One that takes these roots for public or private ones, and those for the organisation's own inspection CAs. */
    Classifier(Knowledge knowledge, TrustAnchors anchors, TrustAnchors inspection) {
        this.knowledge = knowledge;
        this.anchors = anchors;
        CertificateRules certificates = new CertificateRules(inspection);
        this.probe = new ProbeRules(certificates);
        this.rules = List.of(
                new ReachRules(),
                new PlaintextRules(),
                new EstablishedRules(certificates),
                new HelloAnswerRules(),
                certificates,
                new DamageRules(),
                new AlertRules(),
                new CloseRules(certificates));
    }

    /**
     * The diagnosis of one connection by itself; what only other connections tell (recovered, cancelled, grouped) is decided in {@code report}.
     *
     * @param connection what was seen, open or ended
     * @param now for the validity of certificates and for what silence means
     */
    public Diagnosis diagnose(Connection connection, Instant now) {
        return diagnose(connection, now, PATIENCE);
    }

    /** The same where the destination usually takes so long to answer: a client that leaves earlier has not waited in vain. */
    public Diagnosis diagnose(Connection connection, Instant now, Duration patience) {
        return diagnose(connection, List.of(), now, patience);
    }

    /** The same in the light of what the server answered when this program asked it once more. */
    public Diagnosis diagnose(Connection connection, List<ProbeAnswer> answers, Instant now, Duration patience) {
        Case seen = new Case(connection, answers, knowledge, anchors, now, patience);
        Finding passive = rules.stream().map(rule -> rule.look(seen)).flatMap(Optional::stream).findFirst()
                .orElseThrow(() -> new IllegalStateException("the last rule always finds something"));
        boolean ours = connection.arrival() == Arrival.CHECK;
        Finding finding = ours || knowledge.cause(passive.cause()).failure() ? probe.refine(seen, passive) : passive;
        Map<String, String> errors = ErrorPrediction.of(seen, passive, finding);
        Phase phase = finding.phase().orElse(knowledge.cause(finding.cause()).phase());
        return assemble(finding, errors, Checks.of(seen, finding, phase, errors));
    }

    /** The diagnosis of a cause that other connections tell, with the words of its row. */
    public Diagnosis describe(Cause cause, Confidence confidence, List<Evidence> evidence) {
        Finding finding = new Finding(cause, confidence, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), evidence,
                Optional.empty());
        return assemble(finding, knowledge.cause(cause).clientErrors(), List.of());
    }

    /**
     * The diagnosis of a cause that more than the connection's own bytes tell, with the words of its row and of the product's.
     *
     * @param instead what the bytes alone say: what clients show stays as it was there
     */
    public Diagnosis describe(Cause cause, Confidence confidence, Party party, Optional<String> product, List<Evidence> evidence, Diagnosis instead) {
        Finding finding = new Finding(cause, confidence, Optional.of(party), Optional.of(instead.phase()), product, Optional.empty(), evidence, Optional.empty());
        return assemble(finding, instead.clientErrors(), instead.checks());
    }

    private Diagnosis assemble(Finding finding, Map<String, String> errors, List<Check> checks) {
        CauseEntry row = knowledge.cause(finding.cause());
        // A verdict without evidence is unknown.
        Party party = finding.evidence().isEmpty() && row.failure() ? Party.UNKNOWN : finding.party().orElse(row.party());
        Phase phase = finding.phase().orElse(row.phase());
        return new Diagnosis(finding.cause(), phase, party, finding.confidence(), row.failure(), finding.product(), finding.protocol(),
                row.title(), row.explanation(), finding.evidence(), remedies(finding, row), errors, overridable(row, phase), checks);
    }

    /** Those for the product that answered come first, and in place of what the row tells the same people about any product. */
    private List<Remedy> remedies(Finding finding, CauseEntry row) {
        List<Remedy> known = finding.product().map(product -> knowledge.remedies(finding.cause(), product)).orElse(List.of());
        Set<Audience> served = known.stream().map(Remedy::audience).collect(Collectors.toSet());
        return Stream.concat(known.stream(), row.remedies().stream().filter(remedy -> !served.contains(remedy.audience()))).toList();
    }

    /** Whether a browser offers to go on: only where it judges a certificate, and not for each fault of one. */
    private static Optional<Boolean> overridable(CauseEntry row, Phase phase) {
        if (!row.failure()) {
            return Optional.empty();
        }
        if (phase != Phase.CERTIFICATE) {
            return Optional.of(false);
        }
        return switch (row.cause()) {
            case CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID, CERTIFICATE_NAME_MISMATCH, CERTIFICATE_SELF_SIGNED, CERTIFICATE_UNKNOWN_ISSUER,
                    CERTIFICATE_CHAIN_INCOMPLETE, CERTIFICATE_WEAK_SIGNATURE, CERTIFICATE_REPLACED, CERTIFICATE_VALIDITY_TOO_LONG ->
                    Optional.of(true);
            case CERTIFICATE_REJECTED -> Optional.empty();
            default -> Optional.of(false);
        };
    }
}
