package io.helloscope.diagnose;

import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Evidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a rule found, before it has its words.
 *
 * @param party where it differs from the cause's usual one
 * @param phase where it differs from the cause's usual one
 * @param evidence strongest first
 * @param fault of the certificate, where that is it
 */
record Finding(Cause cause, Confidence confidence, Optional<Party> party, Optional<Phase> phase, Optional<String> product,
        Optional<String> protocol, List<Evidence> evidence, Optional<io.helloscope.x509.Finding> fault) {
    Finding {
        evidence = List.copyOf(evidence);
    }

    static Finding certain(Cause cause) {
        return of(cause, Confidence.CERTAIN);
    }

    static Finding likely(Cause cause) {
        return of(cause, Confidence.LIKELY);
    }

    static Finding possible(Cause cause) {
        return of(cause, Confidence.POSSIBLE);
    }

    static Finding of(Cause cause, Confidence confidence) {
        return new Finding(cause, confidence, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }

    Finding as(Confidence other) {
        return new Finding(cause, other, party, phase, product, protocol, evidence, fault);
    }

    Finding by(Party other) {
        return new Finding(cause, confidence, Optional.of(other), phase, product, protocol, evidence, fault);
    }

    Finding in(Phase other) {
        return new Finding(cause, confidence, party, Optional.of(other), product, protocol, evidence, fault);
    }

    Finding from(Optional<String> whichProduct, Optional<String> whichProtocol) {
        return new Finding(cause, confidence, party, phase, whichProduct, whichProtocol, evidence, fault);
    }

    Finding about(io.helloscope.x509.Finding which) {
        return new Finding(cause, confidence, party, phase, product, protocol, evidence, Optional.of(which));
    }

    Finding with(EvidenceSource source, String sentence) {
        List<Evidence> more = new ArrayList<>(evidence);
        more.add(new Evidence(source, sentence));
        return new Finding(cause, confidence, party, phase, product, protocol, more, fault);
    }

    /** The same with this sentence as its strongest evidence. */
    Finding first(EvidenceSource source, String sentence) {
        List<Evidence> more = new ArrayList<>(List.of(new Evidence(source, sentence)));
        more.addAll(evidence);
        return new Finding(cause, confidence, party, phase, product, protocol, more, fault);
    }

    /** The same, resting on what another finding was made from as well; who answered is taken from there where it is not known here. */
    Finding upon(Finding other) {
        List<Evidence> more = new ArrayList<>(evidence);
        other.evidence.stream().filter(each -> !evidence.contains(each)).forEach(more::add);
        return new Finding(cause, confidence, party, phase, product.or(other::product), protocol.or(other::protocol), more, fault);
    }
}
