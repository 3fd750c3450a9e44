package io.helloscope.knowledge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client's text, made comparable: the fixed parts of it in order, whatever the case, the blanks and the shape of quotes. */
final class ErrorText {
    /** A shorter text says too little to be looked for inside another. */
    private static final int SHORTEST_INSIDE = 6;
    /** What varies between two fixed parts (a name, an address, a file) is shorter. */
    private static final int LONGEST_VARIABLE = 400;
    /** A name of an error in one word tells more than as many characters of a sentence, which clients borrow from each other. */
    private static final int NAME_BONUS = 10;
    private static final Pattern VARIABLE = Pattern.compile("\\b(HOST|URL|FILE|NAME|N|T)\\b");
    private static final Pattern OPENSSL = Pattern.compile("error:[0-9A-Fa-f]{8}:([A-Za-z ]+)::(.+)");
    private static final Pattern WORD = Pattern.compile("[a-z0-9_]+");

    private final List<List<String>> alternatives = new ArrayList<>();
    private final List<List<String>> loose;
    private final Set<String> words;

    /**
     * Where a text stands in another.
     *
     * @param from its first character
     * @param to the one after its last
     * @param weight how telling it is: the characters of it that do not vary, and more for a name
     */
    record Place(int from, int to, int weight) {
        boolean within(Place other) {
            return from >= other.from && to <= other.to && to - from < other.to - other.from;
        }
    }

    ErrorText(ClientError error) {
        add(error.text());
        error.also().forEach(this::add);
        this.loose = alternatives.stream().filter(parts -> parts.stream().anyMatch(part -> part.indexOf('_') >= 0))
                .map(parts -> parts.stream().map(ErrorText::spaced).toList()).toList();
        this.words = words(VARIABLE.matcher(error.text()).replaceAll(" "));
        error.also().forEach(other -> words.addAll(words(other)));
    }

    private void add(String text) {
        alternatives.add(parts(text));
        Matcher openssl = OPENSSL.matcher(text);
        if (openssl.matches()) {
            wordings(fold(openssl.group(1)), fold(openssl.group(2)));
        }
    }

    /** The same reason as other versions and other languages write it. */
    private void wordings(String library, String reason) {
        // before OpenSSL 3 the number was another one and a function's name stood between the colons
        alternatives.add(List.of(library + ":", ":" + reason));
        alternatives.add(List.of(library + ":", ":" + reason.replace("sslv3 alert", "ssl/tls alert")));
        String upper = reason.replace(' ', '_');
        alternatives.add(List.of("err_ssl_" + upper));
        alternatives.add(List.of("[ssl: " + upper + "]"));
        alternatives.add(List.of("state=error: " + reason));
        // BoringSSL
        alternatives.add(List.of(library + ":openssl_internal:" + upper));
    }

    /** Lower case, one blank for any run of blanks, straight quotes, one wording of what is written in two. */
    static String fold(String text) {
        return text.replaceAll("[\u2018\u2019\u201a\u201b`\u00b4]", "'").replaceAll("[\u201c\u201d\u201e\u00ab\u00bb]", "\"")
                .replaceAll("[\u2010-\u2015\u2212]", "-").replaceAll("[\\s\u00a0]+", " ").strip().toLowerCase(Locale.ROOT)
                .replace("self signed", "self-signed").replace("npm err! ", "npm error ");
    }

    private static String spaced(String folded) {
        return folded.replace('_', ' ');
    }

    /** The words of a text. */
    static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        Matcher matcher = WORD.matcher(fold(text));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    Set<String> words() {
        return words;
    }

    /** The best place of this text in that folded one; a short text must be the end of one of the lines. */
    Optional<Place> in(String folded, List<String> lines) {
        return best(alternatives, folded, lines);
    }

    /** The same where blanks stand for underscores. */
    Optional<Place> looselyIn(String folded) {
        return best(loose, folded, List.of());
    }

    private static Optional<Place> best(List<List<String>> wordings, String folded, List<String> lines) {
        Optional<Place> best = Optional.empty();
        for (List<String> parts : wordings) {
            Optional<Place> place = found(parts, folded, lines);
            if (place.isPresent() && (best.isEmpty() || place.get().weight > best.get().weight)) {
                best = place;
            }
        }
        return best;
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : VARIABLE.split(text)) {
            String folded = fold(part);
            if (!folded.isEmpty()) {
                parts.add(folded);
            }
        }
        return parts;
    }

    private static Optional<Place> found(List<String> parts, String folded, List<String> lines) {
        int length = parts.stream().mapToInt(String::length).sum();
        if (length >= SHORTEST_INSIDE) {
            return inOrder(parts, folded, length + (parts.get(0).indexOf('_') > 0 && parts.get(0).indexOf(' ') < 0 ? NAME_BONUS : 0));
        }
        String only = parts.isEmpty() ? "" : parts.get(0);
        boolean ends = parts.size() == 1 && lines.stream().anyMatch(line -> line.equals(only) || line.endsWith(": " + only));
        return ends ? Optional.of(new Place(0, length, length)) : Optional.empty();
    }

    private static Optional<Place> inOrder(List<String> parts, String folded, int weight) {
        String first = parts.get(0);
        for (int start = next(folded, first, 0, folded.length()); start >= 0; start = next(folded, first, start + 1, folded.length())) {
            int end = start + first.length();
            for (int i = 1; i < parts.size() && end >= 0; i++) {
                String part = parts.get(i);
                int at = next(folded, part, end, Math.min(folded.length(), end + LONGEST_VARIABLE + part.length()));
                end = at < 0 ? -1 : at + part.length();
            }
            if (end >= 0) {
                return Optional.of(new Place(start, end, weight));
            }
        }
        return Optional.empty();
    }

    /** Where the part begins, at or after {@code from}, ending before {@code to}, not in the middle of words; negative where it is not. */
    private static int next(String folded, String part, int from, int to) {
        boolean whole = to == folded.length();
        // a copy of the window only: its cost is bounded by what may vary
        String hay = whole ? folded : folded.substring(from, to);
        int shift = whole ? 0 : from;
        for (int at = hay.indexOf(part, from - shift); at >= 0; at = hay.indexOf(part, at + 1)) {
            int i = at + shift;
            int end = i + part.length();
            boolean startsWell = i == 0 || !inWord(folded.charAt(i - 1)) || !inWord(part.charAt(0));
            boolean endsWell = end == folded.length() || !inWord(folded.charAt(end)) || !inWord(part.charAt(part.length() - 1));
            if (startsWell && endsWell) {
                return i;
            }
        }
        return -1;
    }

    private static boolean inWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
