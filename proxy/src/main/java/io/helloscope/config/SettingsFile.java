package io.helloscope.config;

import io.helloscope.web.SettingsInForce;
import java.nio.file.Path;
import java.util.Optional;
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

    /**
     * What was read.
     *
     * @param shown the same for people, without secrets
     */
    public record Loaded(Settings settings, SettingsInForce shown) {
    }

    /** Reads a file, or takes the defaults, with what is to be shown of it; errors are those of {@link #read}. */
    public static Loaded load(Optional<Path> file, Path data, UnaryOperator<String> environment) {
        Section root = file.map(named -> YamlFile.read(named, environment)).orElseGet(() -> Section.empty("(defaults)", name -> null));
        Settings settings = new SettingsReader(data).read(root);
        return new Loaded(settings, new SettingsInForce(file.map(Path::toString), root.shown()));
    }

    /** What is used without a file. */
    public static Settings defaults(Path data) {
        return new SettingsReader(data).read(Section.empty("(defaults)", name -> null));
    }
}
