package io.helloscope.web;

import java.util.List;
import java.util.Optional;

/**
 * The settings that the program runs with, as the pages show them: nothing secret is in it.
 *
 * @param file the configuration file; empty where every setting has its default
 * @param settings in the order of their sections
 */
public record SettingsInForce(Optional<String> file, List<Value> settings) {
    /** Nothing is known of them. */
    public static final SettingsInForce UNKNOWN = new SettingsInForce(Optional.empty(), List.of());

    public SettingsInForce {
        settings = List.copyOf(settings);
    }

    /**
     * One setting.
     *
     * @param key its path, such as {@code dashboard.listen} or {@code upstream.rules[1].proxy}
     * @param value as it would be written in the file; secrets are masked, variables of the environment have their names
     * @param set by the file; else it is the default
     */
    public record Value(String key, String value, boolean set) {
    }
}
