package io.helloscope.knowledge;

import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import io.helloscope.verdict.Remedy;
import java.util.List;
import java.util.Map;

/**
 * One row of the causes' table.
 *
 * @param cause the cause
 * @param phase its usual phase
 * @param party who usually causes it
 * @param title a few words, without a full stop
 * @param explanation plain words, two to four sentences
 * @param remedies most likely first
 * @param clientErrors what a client shows for it, by {@code chromium}, {@code firefox}, {@code curl}, {@code openssl}; absent where unknown
 * @param failure whether it is a failure at all
 */
public record CauseEntry(Cause cause, Phase phase, Party party, String title, String explanation, List<Remedy> remedies,
        Map<String, String> clientErrors, boolean failure) {
    public CauseEntry {
        remedies = List.copyOf(remedies);
        clientErrors = Map.copyOf(clientErrors);
    }
}
