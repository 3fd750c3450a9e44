package io.helloscope.knowledge;

import io.helloscope.verdict.Cause;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The error texts of clients, to be looked up by what a person has before the eyes. */
public final class ClientErrors {
    private static final int LONGEST_TEXT = 8192;
    private static final int NEAR = 5;
    private static final double LEAST_LIKENESS = 0.2;

    private final List<Known> known;
    private final Map<String, String> aliases;
    private final Map<Cause, String> signs;
    private final Map<String, Double> weights;

    private record Known(ClientError error, ErrorText text) {
    }

    private record Scored(ClientError error, double score) {
    }

    /**
     * What was found for a text.
     *
     * @param matches errors whose text stands in it, the longest first
     * @param near errors that resemble it, the nearest first; only where nothing matches
     */
    public record Found(List<ClientError> matches, List<ClientError> near) {
        public Found {
            matches = List.copyOf(matches);
            near = List.copyOf(near);
        }
    }

    ClientErrors(List<ClientError> errors, Map<String, String> aliases, Map<Cause, String> signs) {
        this.known = errors.stream().map(e -> new Known(e, new ErrorText(e.text()))).toList();
        this.aliases = Map.copyOf(aliases);
        this.signs = Map.copyOf(signs);
        this.weights = weights(known);
    }

    /** The tables of these files; of several the last counts. */
    static ClientErrors of(List<Row> files) {
        Map<String, String> aliases = new HashMap<>();
        Map<Cause, String> signs = new EnumMap<>(Cause.class);
        for (Row file : files) {
            file.row("client-aliases").ifPresent(row -> row.keys().forEach(key -> aliases.put(key, row.text(key))));
            file.row("signs").ifPresent(row -> row.keys()
                    .forEach(key -> signs.put(row.choiceOf(key, key, Cause.values(), Cause::code), row.text(key))));
        }
        return new ClientErrors(KnowledgeTables.merge(files, "client-errors", ClientError::of, ClientError::id), aliases, signs);
    }

    /** All errors in the order of the table. */
    public List<ClientError> all() {
        return known.stream().map(Known::error).toList();
    }

    /** The errors that may mean this cause. */
    public List<ClientError> of(Cause cause) {
        return all().stream().filter(e -> e.causes().contains(cause)).toList();
    }

    /** How one sees that it is this cause and no other: a clause without a full stop. */
    public Optional<String> sign(Cause cause) {
        return Optional.ofNullable(signs.get(cause));
    }

    /** The client whose texts this one shares: {@code chromium} for {@code edge}; the name itself where it has its own. */
    public String client(String name) {
        String folded = name.strip().toLowerCase(Locale.ROOT);
        return aliases.getOrDefault(folded, folded);
    }

    /** Looks a text up; it may be longer than the error in it, such as a whole line of a log or a page. */
    public Found find(String text) {
        String folded = ErrorText.fold(text.substring(0, Math.min(LONGEST_TEXT, text.length())));
        List<ClientError> matches = known.stream().map(k -> new Scored(k.error(), k.text().foundIn(folded)))
                .filter(s -> s.score() > 0).sorted(Comparator.comparingDouble(Scored::score).reversed()).map(Scored::error).toList();
        return matches.isEmpty() ? new Found(byCode(folded), byCode(folded).isEmpty() ? near(folded) : List.of()) : new Found(matches, List.of());
    }

    /** A bare number such as -107 means the error that has it as its code. */
    private List<ClientError> byCode(String folded) {
        String bare = folded.startsWith("error ") ? folded.substring("error ".length()) : folded;
        return all().stream().filter(e -> bare.length() > 2 && e.code().map(c -> c.equalsIgnoreCase(bare)).orElse(false)).toList();
    }

    private List<ClientError> near(String folded) {
        Set<String> words = ErrorText.words(folded);
        return known.stream().map(k -> new Scored(k.error(), likeness(words, k.text().words()))).filter(s -> s.score() >= LEAST_LIKENESS)
                .sorted(Comparator.comparingDouble(Scored::score).reversed()).limit(NEAR).map(Scored::error).toList();
    }

    /** The share of common words in all words of both, rare words counting more. */
    private double likeness(Set<String> some, Set<String> others) {
        Set<String> all = new HashSet<>(some);
        all.addAll(others);
        double common = some.stream().filter(others::contains).mapToDouble(this::weight).sum();
        double total = all.stream().mapToDouble(this::weight).sum();
        return total == 0 ? 0 : common / total;
    }

    private double weight(String word) {
        return weights.getOrDefault(word, 1.0);
    }

    private static Map<String, Double> weights(List<Known> known) {
        Map<String, Integer> counts = new HashMap<>();
        known.forEach(k -> k.text().words().forEach(word -> counts.merge(word, 1, Integer::sum)));
        Map<String, Double> weights = new HashMap<>();
        counts.forEach((word, count) -> weights.put(word, Math.log(1 + (double) known.size() / count)));
        return Map.copyOf(weights);
    }
}
