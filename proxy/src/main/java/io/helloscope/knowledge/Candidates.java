package io.helloscope.knowledge;

import io.helloscope.verdict.Cause;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ranks what may be behind several errors in one text: those of the most telling error first, and among them those that the other
 * errors allow too.
 */
final class Candidates {
    private Candidates() {
    }

    static List<Cause> of(String folded, List<ClientError> errors) {
        Set<Cause> ranked = new LinkedHashSet<>(named(folded));
        Map<Cause, Integer> support = new EnumMap<>(Cause.class);
        // a general text names examples only, which say nothing about how likely they are
        errors.stream().filter(error -> !error.general()).forEach(error -> error.causes().forEach(cause -> support.merge(cause, 1, Integer::sum)));
        for (ClientError error : errors) {
            error.causes().stream().sorted(Comparator.comparingInt((Cause cause) -> -support.getOrDefault(cause, 0))).forEach(ranked::add);
        }
        return List.copyOf(ranked);
    }

    /** Causes whose own code stands in the text, as in our log lines; one word alone is a word of the language. */
    private static List<Cause> named(String folded) {
        Set<String> words = Set.copyOf(Arrays.asList(folded.split("[^a-z0-9-]+")));
        List<Cause> named = new ArrayList<>();
        for (Cause cause : Cause.values()) {
            if (words.contains(cause.code()) && (cause.code().indexOf('-') > 0 || folded.equals(cause.code())) && cause != Cause.NOT_TLS) {
                named.add(cause);
            }
        }
        return named;
    }
}
