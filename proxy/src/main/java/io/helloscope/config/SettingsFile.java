package io.helloscope.config;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Settings from a file, or the defaults. */
public final class SettingsFile {
    private SettingsFile() {
    }

    /**
     * Reads a file.
     *
     * @param data the folder of what the program keeps
     * @param environment answers the value of a variable, or null
     * @throws ConfigException where something in it is wrong: one sentence with file, line, key and what is allowed
     */
    public static Settings read(Path file, Path data, UnaryOperator<String> environment) {
        return new SettingsReader(data).read(YamlFile.read(file, environment));
    }

    /** What is used without a file. */
    public static Settings defaults(Path data) {
        return new SettingsReader(data).read(Section.empty("(defaults)", name -> null));
    }
}
