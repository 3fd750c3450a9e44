package io.helloscope.diagnose;

import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Evidence;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import io.helloscope.verdict.Remedy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a connection's failure is, or that there is none.
 *
 * @param cause why
 * @param phase how far it came; may differ from the cause's usual one
 * @param party who caused it
 * @param confidence how sure
 * @param failure whether it counts as a failure
 * @param product who answered, where bytes tell
 * @param protocol what it speaks, where it is not TLS
 * @param title a few words
 * @param explanation plain words
 * @param evidence strongest first
 * @param remedies most likely first
 * @param clientErrors what clients show for this
 * @param overridable whether the browser offers to go on; empty where that is not known
 * @param checks how a person checks it without this program, the most telling first
 */
public record Diagnosis(
        Cause cause,
        Phase phase,
        Party party,
        Confidence confidence,
        boolean failure,
        Optional<String> product,
        Optional<String> protocol,
        String title,
        String explanation,
        List<Evidence> evidence,
        List<Remedy> remedies,
        Map<String, String> clientErrors,
        Optional<Boolean> overridable,
        List<Check> checks) {
    public Diagnosis {
        evidence = List.copyOf(evidence);
        remedies = List.copyOf(remedies);
        clientErrors = Map.copyOf(clientErrors);
        checks = List.copyOf(checks);
    }

    /** The same with more evidence, which is weaker. */
    public Diagnosis withMore(List<Evidence> more) {
        List<Evidence> all = new java.util.ArrayList<>(evidence);
        all.addAll(more);
        return new Diagnosis(cause, phase, party, confidence, failure, product, protocol, title, explanation, all, remedies, clientErrors, overridable,
                checks);
    }
}
