package io.helloscope.config;

import io.helloscope.web.SettingsInForce;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of a YAML file, read key by key. Every key that is asked for is known from then on; {@link #finish()} refuses the
 * others. Every error names file, line and key.
 */
final class Section {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    private final String file;
    private final String path;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final TreeSet<String> known = new TreeSet<>();
    /** What was asked for here and in every section below, and what it is; one for a whole file. */
    private final Shown shown;
    /** The path with the numbers of the list items that it leads through. */
    private final String place;
    private final UnaryOperator<String> environment;

    private Section(String file, String path, String place, int line, UnaryOperator<String> environment, Shown shown) {
        this.file = file;
        this.path = path;
        this.place = place;
        this.line = line;
        this.environment = environment;
        this.shown = shown;
    }

    /** A section without a file: every key has its default. */
    static Section empty(String file, UnaryOperator<String> environment) {
        return new Section(file, "", "", 0, environment, new Shown());
    }

    /** The mapping that this node is; the environment answers null for a name that is not set. */
    static Section of(String file, String path, Node node, UnaryOperator<String> environment) {
        return of(file, path, path, node, environment, new Shown());
    }

    private static Section of(String file, String path, String place, Node node, UnaryOperator<String> environment, Shown shown) {
        Section section = new Section(file, path, place, lineOf(node), environment, shown);
        if (!(node instanceof MappingNode mapping)) {
            throw section.error("", "expected keys and values, found " + describe(node));
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : describe(tuple.getKeyNode());
            section.lines.put(key, lineOf(tuple.getKeyNode()));
            if (section.values.put(key, tuple.getValueNode()) != null) {
                throw section.error(key, "is there twice (expected: each setting once)");
            }
        }
        return section;
    }

    /** The keys as written. */
    Iterable<String> keys() {
        return List.copyOf(values.keySet());
    }

    boolean has(String key) {
        return node(key).isPresent();
    }

    Section section(String key) {
        return node(key).map(node -> of(file, join(key), place(key), node, environment, shown))
                .orElseGet(() -> new Section(file, join(key), place(key), line, environment, shown));
    }

    List<Section> sections(String key) {
        List<Section> sections = new ArrayList<>();
        for (Node item : items(key)) {
            sections.add(of(file, join(key), place(key) + "[" + (sections.size() + 1) + "]", item, environment, shown));
        }
        if (sections.isEmpty()) {
            shown.put(place(key), "", false);
        }
        return sections;
    }

    String text(String key, String otherwise) {
        show(key, otherwise);
        return optionalText(key).orElse(otherwise);
    }

    Optional<String> optionalText(String key) {
        show(key, "");
        return node(key).map(node -> scalar(key, node));
    }

    List<String> texts(String key, List<String> otherwise) {
        show(key, String.join(", ", otherwise));
        if (node(key).isEmpty()) {
            return otherwise;
        }
        return items(key).stream().map(node -> scalar(key, node)).toList();
    }

    /** One value, or a list of them. */
    List<String> oneOrMore(String key, List<String> otherwise) {
        show(key, String.join(", ", otherwise));
        Optional<Node> node = node(key);
        return node.isPresent() && node.get() instanceof ScalarNode one ? List.of(scalar(key, one)) : texts(key, otherwise);
    }

    <T> List<T> parsedOneOrMore(String key, List<String> otherwise, Function<String, T> parser) {
        return oneOrMore(key, otherwise).stream().map(text -> attempt(key, () -> parser.apply(text))).toList();
    }

    boolean flag(String key, boolean otherwise) {
        show(key, String.valueOf(otherwise));
        return optionalText(key).map(text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw error(key, quoted(text) + " (expected: true or false)");
        }).orElse(otherwise);
    }

    int integer(String key, int otherwise, int least, int most) {
        show(key, String.valueOf(otherwise));
        return optionalText(key).map(text -> {
            try {
                int value = Integer.parseInt(text.replace("_", ""));
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException notANumber) {
                // answered below, like a number out of range
            }
            throw error(key, quoted(text) + " (expected: a whole number, " + least + ".." + most + ")");
        }).orElse(otherwise);
    }

    /** A length of time between these. */
    Duration duration(String key, Duration otherwise, Duration least, Duration most) {
        show(key, Durations.written(otherwise));
        return optionalText(key).map(text -> duration(key, text, least, most, "")).orElse(otherwise);
    }

    private Duration duration(String key, String text, Duration least, Duration most, String or) {
        Duration duration = Durations.read(text).orElseThrow(() -> error(key, quoted(text) + " (expected: " + Durations.FORM + or + ")"));
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw error(key, quoted(text) + " (expected: " + Durations.written(least) + ".." + Durations.written(most) + or + ")");
        }
        return duration;
    }

    /** A length of time between these, or empty for {@code off}. */
    Optional<Duration> durationOrOff(String key, Optional<Duration> otherwise, Duration least, Duration most) {
        show(key, otherwise.map(Durations::written).orElse("off"));
        Optional<String> text = optionalText(key);
        return text.isEmpty() ? otherwise : text.filter(value -> !value.equals("off")).map(value -> duration(key, value, least, most, ", or off"));
    }

    /** Bytes between these, such as {@code 64KiB}. */
    long size(String key, long otherwise, long least, long most) {
        long bytes = size(key, otherwise);
        if (bytes < least || bytes > most) {
            throw error(key, quoted(text(key, "")) + " (expected: " + least + ".." + most + " bytes)");
        }
        return bytes;
    }

    /** Bytes, such as {@code 64KiB}. */
    long size(String key, long otherwise) {
        show(key, Sizes.written(otherwise));
        return optionalText(key).map(text -> Sizes.read(text).orElseThrow(() -> error(key, quoted(text) + " (expected: " + Sizes.FORM + ")"))).orElse(otherwise);
    }

    /** One of these words. */
    <T> T choice(String key, T otherwise, Map<String, T> words) {
        show(key, words.entrySet().stream().filter(word -> word.getValue().equals(otherwise)).map(Map.Entry::getKey).findFirst().orElse(""));
        return optionalText(key).map(text -> Optional.ofNullable(words.get(text))
                .orElseThrow(() -> error(key, quoted(text) + " (expected: " + String.join(", ", new TreeSet<>(words.keySet())) + ")")))
                .orElse(otherwise);
    }

    /** A file that is there and can be read. */
    Optional<Path> readableFile(String key) {
        return optionalText(key).map(text -> readable(key, text));
    }

    List<Path> readableFiles(String key) {
        return texts(key, List.of()).stream().map(text -> readable(key, text)).toList();
    }

    /** What this function makes of the text; its IllegalArgumentException becomes an error that names the place. */
    <T> T parsed(String key, String otherwise, Function<String, T> parser) {
        return attempt(key, () -> parser.apply(text(key, otherwise)));
    }

    <T> List<T> parsedList(String key, List<String> otherwise, Function<String, T> parser) {
        List<T> made = new ArrayList<>();
        for (String text : texts(key, otherwise)) {
            made.add(attempt(key, () -> parser.apply(text)));
        }
        return List.copyOf(made);
    }

    /** Runs it; an IllegalArgumentException becomes an error that names the place. */
    <T> T attempt(String key, java.util.function.Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException wrong) {
            throw error(key, String.valueOf(wrong.getMessage()));
        }
    }

    /** Refuses every key that nobody asked for. */
    void finish() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                throw error(key, "unknown setting" + nearest(key) + " (allowed here: " + String.join(", ", known) + ")");
            }
        }
    }

    /** The keys that were asked for, here and in every section of the same file, as paths. */
    List<String> knownPaths() {
        return shown.paths();
    }

    /** What was asked for, here and in every section of the same file, and what it is. */
    List<SettingsInForce.Value> shown() {
        return shown.values();
    }

    /** Notes what the key is: as it is written, variables by their names, or what it is otherwise. */
    private void show(String key, String otherwise) {
        shown.put(place(key), node(key).map(Section::written).orElse(otherwise), node(key).isPresent());
    }

    private static String written(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        return node instanceof SequenceNode sequence ? sequence.getValue().stream().map(Section::written).collect(Collectors.joining(", ")) : describe(node);
    }

    ConfigException error(String key, String message) {
        return new ConfigException(file, lines.getOrDefault(key, line), key.isEmpty() ? path : join(key), message);
    }

    private String nearest(String key) {
        return known.stream().filter(other -> Distance.between(key, other) <= 3)
                .min(java.util.Comparator.comparingInt(other -> Distance.between(key, other)))
                .map(other -> ", did you mean " + other + "?").orElse("");
    }

    private Path readable(String key, String text) {
        Path named = Path.of(text);
        if (!java.nio.file.Files.isRegularFile(named) || !java.nio.file.Files.isReadable(named)) {
            throw error(key, quoted(text) + " is no readable file (expected: the path of a file that this user may read)");
        }
        return named;
    }

    private List<Node> items(String key) {
        return node(key).map(node -> {
            if (!(node instanceof SequenceNode sequence)) {
                throw error(key, "expected a list, found " + describe(node));
            }
            return sequence.getValue();
        }).orElse(List.of());
    }

    private Optional<Node> node(String key) {
        known.add(key);
        shown.asked(join(key));
        return Optional.ofNullable(values.get(key)).filter(node -> !(node instanceof ScalarNode scalar
                && scalar.isPlain() && (scalar.getValue().isEmpty() || scalar.getValue().equals("null") || scalar.getValue().equals("~"))));
    }

    private String scalar(String key, Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            throw error(key, "expected one value, found " + describe(node));
        }
        Matcher matcher = VARIABLE.matcher(scalar.getValue());
        return matcher.replaceAll(found -> {
            String value = environment.apply(found.group(1));
            if (value == null) {
                throw error(key, "environment variable " + found.group(1) + " is not set");
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private String place(String key) {
        return place.isEmpty() ? key : place + "." + key;
    }

    private String join(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String quoted(String text) {
        return '"' + (text.length() > 80 ? text.substring(0, 80) + "..." : text) + '"';
    }

    private static String describe(Node node) {
        return switch (node.getNodeType()) {
            case SCALAR -> "the value " + quoted(((ScalarNode) node).getValue());
            case SEQUENCE -> "a list";
            case MAPPING -> "keys and values";
            default -> "an anchor";
        };
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
