package io.helloscope.knowledge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a file of tables into its top mapping. */
final class YamlFile {
    private static final int FORMAT = 1;
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private YamlFile() {
    }

    /** The table of this name that lies beside this class. */
    static Row resource(String name) {
        return parse(name, text(name));
    }

    /** The text of a resource that lies beside this class. */
    static String text(String name) {
        try (InputStream in = YamlFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new KnowledgeException(name, 0, "missing from the program (expected: a table beside its classes)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new KnowledgeException(name, 0, "cannot be read: " + e.getMessage());
        }
    }

    /** A table that somebody added. */
    static Row file(Path path) {
        return parse(path.toString(), textOf(path));
    }

    /** The text of a file, bounded. */
    static String textOf(Path path) {
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new KnowledgeException(path.toString(), 0, "too large (expected: at most " + MOST_BYTES + " bytes)");
            }
            return Files.readString(path);
        } catch (IOException e) {
            throw new KnowledgeException(path.toString(), 0, "cannot be read: " + e + " (expected: a readable UTF-8 file)");
        }
    }

    /** The top mapping of this text; its format must be 1. */
    static Row parse(String name, String text) {
        Row top = Row.of(name, compose(name, text));
        top.number("format", FORMAT, FORMAT);
        return top;
    }

    /** The top mapping of a text that is no table of ours. */
    static Row mapping(String name, String text) {
        return Row.of(name, compose(name, text));
    }

    /** The day on which a file was last changed. */
    static LocalDate dayOf(Path path) {
        try {
            return Files.getLastModifiedTime(path).toInstant().atZone(ZoneOffset.UTC).toLocalDate();
        } catch (IOException e) {
            throw new KnowledgeException(path.toString(), 0, "cannot be read: " + e);
        }
    }

    private static Node compose(String name, String text) {
        LoadSettings settings = LoadSettings.builder().setLabel(name).setUseMarks(true).setCodePointLimit(MOST_BYTES).build();
        try {
            return new Compose(settings).composeString(text)
                    .orElseThrow(() -> new KnowledgeException(name, 0, "empty (expected: format: 1 and a table)"));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().or(e::getContextMark).map(mark -> mark.getLine() + 1).orElse(0);
            throw new KnowledgeException(name, line, "no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new KnowledgeException(name, 0, "no YAML: " + e.getMessage());
        }
    }
}
