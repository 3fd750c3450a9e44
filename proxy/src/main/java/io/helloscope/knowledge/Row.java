package io.helloscope.knowledge;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** One mapping of a YAML file that knows where it stands, so that each complaint about it names file and line. */
final class Row {
    private final String file;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();

    private Row(String file, MappingNode node) {
        this.file = file;
        this.line = lineOf(node);
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new KnowledgeException(file, lineOf(tuple.getKeyNode()), "a key that is no text (expected: name: value)");
            }
            if (values.put(key.getValue(), tuple.getValueNode()) != null) {
                throw new KnowledgeException(file, lineOf(key), key.getValue() + ": written twice (expected: once)");
            }
        }
    }

    /** The mapping that this node is. */
    static Row of(String file, Node node) {
        if (node instanceof MappingNode mapping) {
            return new Row(file, mapping);
        }
        throw new KnowledgeException(file, lineOf(node), "not a mapping (expected: name: value pairs)");
    }

    /** Where this row begins, counted from 1. */
    int line() {
        return line;
    }

    /** The keys in their order. */
    List<String> keys() {
        return List.copyOf(values.keySet());
    }

    /** Refuses keys that are not among these. */
    Row only(String... known) {
        List<String> allowed = Arrays.asList(known);
        values.forEach((key, value) -> {
            if (!allowed.contains(key)) {
                throw new KnowledgeException(file, lineOf(value), "unknown key " + key + " (expected: " + String.join(", ", allowed) + ")");
            }
        });
        return this;
    }

    /** A complaint about the value of this key. */
    KnowledgeException wrong(String key, String message) {
        Node node = values.get(key);
        return new KnowledgeException(file, node == null ? line : lineOf(node), key + ": " + message);
    }

    /** Whether the key is there. */
    boolean has(String key) {
        return values.containsKey(key);
    }

    /** A text that must be there and not be blank. */
    String text(String key) {
        return optionalText(key).orElseThrow(() -> wrong(key, "missing (expected: a text)"));
    }

    /** A text that is not blank where it is there. */
    Optional<String> optionalText(String key) {
        Node node = values.get(key);
        return node == null ? Optional.empty() : Optional.of(scalar(key, node));
    }

    /** Several texts, or one; none where the key is absent. */
    List<String> texts(String key) {
        Node node = values.get(key);
        if (node == null) {
            return List.of();
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream().map(n -> scalar(key, n)).toList();
        }
        return List.of(scalar(key, node));
    }

    /** At least one text. */
    List<String> someTexts(String key) {
        List<String> texts = texts(key);
        if (texts.isEmpty()) {
            throw wrong(key, "missing (expected: at least one text)");
        }
        return texts;
    }

    /** A whole number within these bounds. */
    int number(String key, int least, int most) {
        String text = text(key);
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(key, text + " (expected: " + least + ".." + most + ")");
        }
        throw wrong(key, text + " (expected: " + least + ".." + most + ")");
    }

    /** True or false; the second argument where the key is absent. */
    boolean flag(String key, boolean otherwise) {
        return optionalText(key).map(text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(key, text + " (expected: true, false)");
        }).orElse(otherwise);
    }

    /** One of these values, written as its code. */
    <T> T choice(String key, T[] values, Function<T, String> code) {
        return choiceOf(key, text(key), values, code);
    }

    /** The value that this text is the code of. */
    <T> T choiceOf(String key, String text, T[] values, Function<T, String> code) {
        for (T value : values) {
            if (code.apply(value).equals(text)) {
                return value;
            }
        }
        String allowed = values.length > 20 ? "a known code" : Arrays.stream(values).map(code).collect(Collectors.joining(", "));
        throw wrong(key, text + " (expected: " + allowed + ")");
    }

    /** A regular expression in RE2 syntax, search semantics; a point matches a line feed too only where it says (?s). */
    Pattern regex(String key) {
        return compile(key, text(key));
    }

    /** A regular expression where the key is there. */
    Optional<Pattern> optionalRegex(String key) {
        return optionalText(key).map(text -> compile(key, text));
    }

    /** Compiles the text of this key. */
    Pattern compile(String key, String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw wrong(key, "no regular expression: " + e.getDescription() + ": " + e.getPattern() + " (expected: RE2 syntax)");
        }
    }

    /** The mappings of a list; none where the key is absent. */
    List<Row> rows(String key) {
        Node node = values.get(key);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            throw wrong(key, "not a list (expected: - name: value)");
        }
        List<Row> rows = new ArrayList<>();
        sequence.getValue().forEach(n -> rows.add(of(file, n)));
        return rows;
    }

    /** The mapping of this key, where it is there. */
    Optional<Row> row(String key) {
        return Optional.ofNullable(values.get(key)).map(n -> of(file, n));
    }

    private String scalar(String key, Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            throw new KnowledgeException(file, lineOf(node), key + ": not a text (expected: one value)");
        }
        if (scalar.getValue().isBlank()) {
            throw new KnowledgeException(file, lineOf(node), key + ": empty (expected: a text)");
        }
        return scalar.getValue();
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
