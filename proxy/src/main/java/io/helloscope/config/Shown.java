package io.helloscope.config;

import io.helloscope.web.SettingsInForce.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The keys that were asked for in a file, and what each is: the file's words, or the default's. Secrets are masked when they come in. */
final class Shown {
    static final String MASK = "***";

    /** Keys whose value is a secret itself; that of a key which names a file is not. */
    private static final Pattern SECRET_KEY = Pattern.compile("(?i).*(password|secret|token|passphrase)[^.]*");
    private static final Pattern FILE_KEY = Pattern.compile(".*-file(\\[[0-9]+])?");
    /** The name and password of an address, and a password among its options. */
    private static final Pattern IN_ADDRESS = Pattern.compile("(?<=://)[^/?#]*@|(?<=[?&](?i:password|sslpassword|token|secret)=)[^&]*");

    private final TreeSet<String> paths = new TreeSet<>();
    private final Map<String, Value> values = new LinkedHashMap<>();

    /** That a key was asked for, by its path without numbers. */
    void asked(String path) {
        paths.add(path);
    }

    /** What it is; the first answer to a key stays, as it is nearest to what the file says. */
    void put(String place, String value, boolean set) {
        values.putIfAbsent(place, new Value(place, masked(place, value), set));
    }

    private static String masked(String place, String value) {
        String key = place.substring(place.lastIndexOf('.') + 1);
        if (SECRET_KEY.matcher(key).matches() && !FILE_KEY.matcher(key).matches() && !value.isEmpty()) {
            return MASK;
        }
        return IN_ADDRESS.matcher(value).replaceAll(found -> found.group().endsWith("@") ? MASK + "@" : MASK);
    }

    List<String> paths() {
        return List.copyOf(paths);
    }

    List<Value> values() {
        return new ArrayList<>(values.values());
    }
}
