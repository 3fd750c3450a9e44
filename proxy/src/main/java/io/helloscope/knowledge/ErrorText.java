package io.helloscope.knowledge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client's text, made comparable: the fixed parts of it in order, whatever the case, the blanks and the shape of quotes. */
final class ErrorText {
    /** A shorter text says too little to be looked for inside another. */
    private static final int SHORTEST_INSIDE = 8;
    private static final Pattern VARIABLE = Pattern.compile("\\b(HOST|URL|FILE|NAME|N|T)\\b");
    private static final Pattern OPENSSL = Pattern.compile("error:[0-9A-Fa-f]{8}:([A-Za-z ]+)::(.+)");
    private static final Pattern WORD = Pattern.compile("[a-z0-9_]+");

    private final List<List<String>> alternatives = new ArrayList<>();
    private final Set<String> words;

    ErrorText(String text) {
        alternatives.add(parts(text));
        Matcher openssl = OPENSSL.matcher(text);
        if (openssl.matches()) {
            // before OpenSSL 3 the number was another one and a function's name stood between the colons
            alternatives.add(List.of(fold("error:"), fold(openssl.group(1)), fold(openssl.group(2))));
        }
        this.words = words(VARIABLE.matcher(text).replaceAll(" "));
    }

    /** Lower case, one blank for any run of blanks, straight quotes. */
    static String fold(String text) {
        return text.replaceAll("[\u2018\u2019\u201a\u201b`\u00b4]", "'").replaceAll("[\u201c\u201d\u201e\u00ab\u00bb]", "\"")
                .replaceAll("[\u2010-\u2015\u2212]", "-").replaceAll("[\\s\u00a0]+", " ").strip().toLowerCase(Locale.ROOT);
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

    /** How many fixed characters of this text stand in that folded one, in order; 0 where it is not inside. */
    int foundIn(String folded) {
        return alternatives.stream().mapToInt(parts -> found(parts, folded)).max().orElse(0);
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

    private static int found(List<String> parts, String folded) {
        int length = parts.stream().mapToInt(String::length).sum();
        if (length < SHORTEST_INSIDE) {
            String only = parts.isEmpty() ? "" : parts.get(0);
            return parts.size() == 1 && (folded.equals(only) || folded.endsWith(": " + only)) ? length : 0;
        }
        int at = 0;
        for (String part : parts) {
            at = wholeWords(folded, part, at);
            if (at < 0) {
                return 0;
            }
        }
        return length;
    }

    /** Where the part ends, found at or after this place and not in the middle of words; negative where it is not. */
    private static int wholeWords(String folded, String part, int from) {
        for (int i = folded.indexOf(part, from); i >= 0; i = folded.indexOf(part, i + 1)) {
            int end = i + part.length();
            boolean startsWell = i == 0 || !inWord(folded.charAt(i - 1)) || !inWord(part.charAt(0));
            boolean endsWell = end == folded.length() || !inWord(folded.charAt(end)) || !inWord(part.charAt(part.length() - 1));
            if (startsWell && endsWell) {
                return end;
            }
        }
        return -1;
    }

    private static boolean inWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
