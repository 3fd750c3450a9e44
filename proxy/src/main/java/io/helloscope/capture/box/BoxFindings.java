package io.helloscope.capture.box;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that two captures tell of a box.
 *
 * @param cases one for each connection that a client began, in the order of time
 * @param behindOnly connections behind the box that belong to no client of the capture
 */
public record BoxFindings(List<BoxCase> cases, long behindOnly) {
    public BoxFindings {
        cases = List.copyOf(cases);
    }

    /** How many of each fate. */
    public Map<Fate, Long> fates() {
        Map<Fate, Long> fates = new EnumMap<>(Fate.class);
        cases.forEach(one -> fates.merge(one.fate(), 1L, Long::sum));
        return fates;
    }

    /** The worst grade of all: a chain is as strong as its weakest link. Empty where the box never spoke itself. */
    public Optional<Grade> grade() {
        return cases.stream().flatMap(one -> one.grade().stream()).max(Enum::compareTo);
    }

    /** Why it is no better, each reason once, the most frequent first. */
    public List<String> reasons() {
        Map<String, Long> counted = new java.util.LinkedHashMap<>();
        cases.stream().filter(one -> one.grade().isPresent() && one.grade().equals(grade())).flatMap(one -> one.reasons().stream())
                .forEach(reason -> counted.merge(reason, 1L, Long::sum));
        return counted.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed()).map(Map.Entry::getKey).toList();
    }
}
