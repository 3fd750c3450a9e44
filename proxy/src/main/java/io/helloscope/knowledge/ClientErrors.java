package io.helloscope.knowledge;

import io.helloscope.verdict.Cause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The error texts of clients, to be looked up by what a person has before the eyes. */
public final class ClientErrors {
    private static final int NEAR = 5;
    private static final int MOST_LINES = 200;
    private static final double LEAST_LIKENESS = 0.2;

    private final List<Known> known;
    private final ErrorCodes codes;
    private final Map<String, String> aliases;
    private final Map<Cause, String> signs;
    private final Map<Cause, String> checks;
    private final List<Situation.Known> situations;
    private final Map<String, Double> weights;

    private record Known(ClientError error, ErrorText text) {
    }

    private record Placed(ClientError error, ErrorText.Place place) {
    }

    private record Scored(ClientError error, double score) {
    }

    /**
     * What was found for a text.
     *
     * @param matches errors whose text or number stands in it, the most telling first
     * @param near errors that resemble it, the nearest first; only where nothing matches
     */
    public record Found(List<ClientError> matches, List<ClientError> near) {
        public Found {
            matches = List.copyOf(matches);
            near = List.copyOf(near);
        }
    }

    private ClientErrors(List<ClientError> errors, Map<String, String> aliases, Map<Cause, String> signs, Map<Cause, String> checks,
            List<Situation.Known> situations) {
        this.known = errors.stream().map(e -> new Known(e, new ErrorText(e))).toList();
        this.codes = new ErrorCodes(errors);
        this.aliases = Map.copyOf(aliases);
        this.signs = Map.copyOf(signs);
        this.checks = Map.copyOf(checks);
        this.situations = situations;
        this.weights = weights(known);
    }

    /** The tables of these files; of several the last counts. */
    static ClientErrors of(List<Row> files) {
        Map<String, String> aliases = new HashMap<>();
        Map<Cause, String> signs = new EnumMap<>(Cause.class);
        Map<Cause, String> checks = new EnumMap<>(Cause.class);
        for (Row file : files) {
            file.row("client-aliases").ifPresent(row -> row.keys().forEach(key -> aliases.put(key, row.text(key))));
            file.row("signs").ifPresent(row -> row.keys()
                    .forEach(key -> signs.put(row.choiceOf(key, key, Cause.values(), Cause::code), row.text(key))));
            file.rows("checks").forEach(row -> row.only("causes", "run").someTexts("causes")
                    .forEach(code -> checks.put(row.choiceOf("causes", code, Cause.values(), Cause::code), row.text("run"))));
        }
        return new ClientErrors(KnowledgeTables.merge(files, "client-errors", ClientError::of, ClientError::id), aliases, signs, checks,
                KnowledgeTables.merge(files, "situations", Situation.Known::of, Situation.Known::id));
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

    /** A command that shows whether it is this cause; HOST and PORT in it are those of the address that fails. */
    public Optional<String> check(Cause cause) {
        return Optional.ofNullable(checks.get(cause));
    }

    /** The client whose texts this one shares: {@code chromium} for {@code edge}; the name itself where it has its own. */
    public String client(String name) {
        String folded = name.strip().toLowerCase(Locale.ROOT);
        return aliases.getOrDefault(folded, folded);
    }

    /** Looks a text up; it may have anything around it. At most 64 KiB of it are looked at, in time proportional to that. */
    public Found find(String text) {
        return find(PastedText.of(text));
    }

    Found find(PastedText pasted) {
        List<ClientError> matches = matches(pasted);
        return matches.isEmpty() ? new Found(List.of(), near(pasted)) : new Found(matches, List.of());
    }

    /** What people tell in their own words. */
    List<Situation> situations(PastedText pasted) {
        return situations.stream().filter(s -> s.fits(pasted.folded())).map(Situation.Known::situation).toList();
    }

    private List<ClientError> matches(PastedText pasted) {
        List<ClientError> found = placed(text -> text.in(pasted.folded(), pasted.lines()));
        if (found.isEmpty() && !pasted.joined().equals(pasted.folded())) {
            found = placed(text -> text.in(pasted.joined(), List.of()));
        }
        if (found.isEmpty()) {
            found = placed(text -> text.looselyIn(pasted.folded()));
        }
        Set<ClientError> all = new LinkedHashSet<>(found);
        all.addAll(codes.certain(pasted.folded()));
        if (all.isEmpty()) {
            all.addAll(codes.probable(pasted.folded()));
        }
        // what stands beside another text counts only after it
        return Stream.concat(all.stream().filter(e -> !e.general()), all.stream().filter(ClientError::general)).toList();
    }

    /** The errors that are found, the most telling first, without those that are a part of a longer one. */
    private List<ClientError> placed(Function<ErrorText, Optional<ErrorText.Place>> search) {
        List<Placed> placed = new ArrayList<>();
        known.forEach(k -> search.apply(k.text()).ifPresent(place -> placed.add(new Placed(k.error(), place))));
        return placed.stream().filter(one -> placed.stream().noneMatch(other -> one.place().within(other.place())))
                .sorted(Comparator.comparingInt((Placed one) -> one.place().weight()).reversed()).map(Placed::error).toList();
    }

    private List<ClientError> near(PastedText pasted) {
        Map<ClientError, Double> best = new HashMap<>();
        for (String line : pasted.lines().subList(0, Math.min(MOST_LINES, pasted.lines().size()))) {
            Set<String> words = ErrorText.words(line);
            known.forEach(k -> best.merge(k.error(), likeness(words, k.text().words()), Math::max));
        }
        // in the order of the table where two are as near
        return all().stream().map(e -> new Scored(e, best.getOrDefault(e, 0.0))).filter(s -> s.score() >= LEAST_LIKENESS)
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
