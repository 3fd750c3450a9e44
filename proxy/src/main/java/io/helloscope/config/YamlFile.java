package io.helloscope.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one YAML file into its root section. */
final class YamlFile {
    private static final long MOST_BYTES = 1 << 20;

    private YamlFile() {
    }

    static Section read(Path path, UnaryOperator<String> environment) {
        String name = path.toString();
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new ConfigException(name, 0, "", "larger than 1 MiB, this is no configuration");
            }
            return parse(name, Files.readString(path), environment);
        } catch (MalformedInputException notText) {
            throw new ConfigException(name, 0, "", "is not UTF-8 text");
        } catch (java.nio.file.NoSuchFileException absent) {
            throw new ConfigException(name, 0, "", "there is no such file");
        } catch (IOException unreadable) {
            throw new ConfigException(name, 0, "", "cannot be read (" + unreadable.getClass().getSimpleName() + "): check that it is a file and its permissions");
        }
    }

    static Section parse(String name, String text, UnaryOperator<String> environment) {
        try {
            Optional<Node> root = new Compose(LoadSettings.builder().setLabel(name).build()).composeString(text);
            return root.map(node -> Section.of(name, "", node, environment)).orElseGet(() -> Section.empty(name, environment));
        } catch (MarkedYamlEngineException broken) {
            int line = broken.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            throw new ConfigException(name, line, "", "is not YAML: " + broken.getProblem());
        } catch (YamlEngineException broken) {
            throw new ConfigException(name, 0, "", "is not YAML: " + firstLine(broken));
        }
    }

    private static String firstLine(YamlEngineException broken) {
        return String.valueOf(broken.getMessage()).lines().findFirst().orElse("it cannot be read");
    }
}
