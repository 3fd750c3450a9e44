package io.helloscope.knowledge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers of errors: -107, 0x80090326, 0A00010B, 1408F10B, (35), alert 40. */
final class ErrorCodes {
    private static final Pattern HEX = Pattern.compile("(?i)0x[0-9a-f]{8}");
    private static final Pattern OPENSSL = Pattern.compile("(?i)error:([0-9a-f]{8})");
    private static final Pattern TOKEN = Pattern.compile("(?<![a-z0-9_.:-])(-[0-9]{2,10}|0x[0-9a-f]{8}|[0-9a-f]{8})(?![a-z0-9_-]|\\.[0-9])");
    private static final Pattern ALERT = Pattern.compile("\\balert[ :=\\[(]{1,3}(?:code |number |description )?[\\[(]?([0-9]{1,3})\\b");
    private static final Pattern SMALL = Pattern.compile("(?:curl|exit|error|code|status|errno|:| |\\(|\\))*([0-9]{1,3})\\)?:?");
    /** Words within so many characters before a number that say that it is one of an error. */
    private static final int NEARBY = 40;
    private static final int WHOLE_TEXT = 24;

    private final Map<String, List<ClientError>> byKey = new HashMap<>();

    ErrorCodes(List<ClientError> errors) {
        for (ClientError error : errors) {
            Set<String> keys = new LinkedHashSet<>();
            error.code().ifPresent(code -> keys.add(code.toLowerCase(Locale.ROOT)));
            all(HEX, error.text(), 0, keys);
            Matcher openssl = OPENSSL.matcher(error.text());
            while (openssl.find()) {
                keys.add(reason(openssl.group(1)));
            }
            keys.forEach(key -> byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(error));
        }
    }

    private static void all(Pattern pattern, String text, int group, Set<String> into) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            into.add(matcher.group(group).toLowerCase(Locale.ROOT));
        }
    }

    /** A number of OpenSSL without what differs between its versions: library and reason. Version 3 moved the library's bits. */
    private static String reason(String eightDigits) {
        long number = Long.parseLong(eightDigits, 16);
        boolean before3 = number >>> 24 == 0x14;
        long library = before3 ? 20 : number >>> 23 & 0xff;
        return "openssl " + library + " " + (before3 ? number & 0xfff : number & 0x7fffff);
    }

    /** Numbers that stand for one error wherever they are met. */
    List<ClientError> certain(String folded) {
        Set<ClientError> found = new LinkedHashSet<>();
        Matcher alert = ALERT.matcher(folded);
        while (alert.find()) {
            found.addAll(byKey.getOrDefault("alert " + Integer.parseInt(alert.group(1)), List.of()));
        }
        Matcher token = TOKEN.matcher(folded);
        while (token.find()) {
            String text = token.group();
            if (text.startsWith("0x")) {
                found.addAll(byKey.getOrDefault(text, List.of()));
            } else if (text.startsWith("-")) {
                found.addAll(windows(text));
            } else if (text.startsWith("0") || text.startsWith("14")) {
                found.addAll(byKey.getOrDefault(reason(text), List.of()));
            }
        }
        return List.copyOf(found);
    }

    /** An HRESULT is also written as a negative decimal number. */
    private List<ClientError> windows(String text) {
        long number = Long.parseLong(text);
        return number < Integer.MIN_VALUE || number > -1_000_000 ? List.of() : byKey.getOrDefault("0x%08x".formatted((int) number), List.of());
    }

    /** Numbers that mean an error only where nothing else is there, or where a word before them says that they are one. */
    List<ClientError> probable(String folded) {
        if (folded.length() <= WHOLE_TEXT) {
            Matcher small = SMALL.matcher(folded);
            List<ClientError> exit = small.matches() ? byKey.getOrDefault("exit " + small.group(1), List.of()) : List.of();
            if (!exit.isEmpty()) {
                return exit;
            }
            List<ClientError> whole = byKey.getOrDefault(folded.startsWith("error ") ? folded.substring("error ".length()) : folded, List.of());
            if (folded.length() > 2 && !whole.isEmpty()) {
                return whole;
            }
        }
        Set<ClientError> found = new LinkedHashSet<>();
        Matcher token = TOKEN.matcher(folded);
        while (token.find()) {
            String before = folded.substring(Math.max(0, token.start() - NEARBY), token.start());
            if (token.group().startsWith("-") && (folded.length() <= WHOLE_TEXT || before.contains("err") || before.contains("code"))) {
                found.addAll(byKey.getOrDefault(token.group(), List.of()));
            }
        }
        List<ClientError> named = found.stream().filter(e -> folded.contains(e.client())).toList();
        return named.isEmpty() ? List.copyOf(found) : named;
    }
}
