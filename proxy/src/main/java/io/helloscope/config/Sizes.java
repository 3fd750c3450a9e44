package io.helloscope.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: a whole number, alone or with B, KiB, MiB or GiB. */
final class Sizes {
    /** The form, in words. */
    static final String FORM = "a number of bytes, or with KiB, MiB or GiB, such as 64KiB";

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,12})(B|KiB|MiB|GiB)?");
    private static final Map<String, Long> UNITS = units();

    private Sizes() {
    }

    private static Map<String, Long> units() {
        Map<String, Long> units = new LinkedHashMap<>();
        units.put("GiB", 1L << 30);
        units.put("MiB", 1L << 20);
        units.put("KiB", 1L << 10);
        return units;
    }

    /** What this means, where it has the form; a number beyond every bound stays beyond it without overflow. */
    static Optional<Long> read(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long bytes = matcher.group(2) == null ? 1 : UNITS.getOrDefault(matcher.group(2), 1L);
        return Optional.of(Math.min(Long.parseLong(matcher.group(1)), Long.MAX_VALUE / bytes) * bytes);
    }

    /** The same written in the largest unit that needs no fraction. */
    static String written(long bytes) {
        for (Map.Entry<String, Long> unit : UNITS.entrySet()) {
            if (bytes > 0 && bytes % unit.getValue() == 0) {
                return bytes / unit.getValue() + unit.getKey();
            }
        }
        return String.valueOf(bytes);
    }
}
