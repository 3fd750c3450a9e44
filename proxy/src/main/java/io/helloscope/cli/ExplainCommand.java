package io.helloscope.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.knowledge.CauseReference;
import io.helloscope.knowledge.Explanation;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.knowledge.KnowledgeTables;
import io.helloscope.report.ExplainDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what an error text or number means, with or without a running proxy. */
@Command(name = "explain", mixinStandardHelpOptions = true,
        description = "Say what an error text or number of a browser, tool or library means, and what to do.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:something is known about it", "1:nothing is known about it", "2:wrong usage"})
final class ExplainCommand implements Callable<Integer> {
    /** Four bytes for each character that is looked at, and some more so that a longer text is known to be longer. */
    private static final int MOST_INPUT = (256 << 10) + 8;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "TEXT", arity = "0..*",
            description = "The text, also with what stands around it; without it, or where it is -, it is read from standard input.")
    private List<String> words = List.of();

    @Option(names = "--json", description = "The answer as a document.")
    private boolean json;

    @Option(names = "--reference", description = "All causes with their texts and remedies, in Markdown.")
    private boolean reference;

    @Option(names = "--api", paramLabel = "URL", defaultValue = "http://127.0.0.1:3129",
            description = "The dashboard of a running proxy, whose incidents are looked through too (default: ${DEFAULT-VALUE}).")
    private URI api;

    @Override
    public Integer call() throws IOException {
        Knowledge knowledge = KnowledgeTables.load();
        PrintWriter out = spec.commandLine().getOut();
        if (reference) {
            out.print(CauseReference.markdown(knowledge));
            out.flush();
            return ExitCode.OK;
        }
        String text = text();
        Explanation explanation = Explanation.of(text, knowledge);
        Map<String, Object> document = ExplainDocument.of(explanation, knowledge);
        if (explanation.found()) {
            RecordedIncidents.ask(api, text).ifPresent(incidents -> document.put("incidents", incidents));
        }
        if (json) {
            out.println(written(document));
        } else {
            new ExplainText(out, Style.of(spec.commandLine())).print(document);
        }
        out.flush();
        return explanation.found() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private static String written(Map<String, Object> document) throws JsonProcessingException {
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }

    private String text() throws IOException {
        // a text may hold words with dashes, such as -107; a lone option in front of everything is a slip of the user's
        Optional<String> slip = words.stream().findFirst().filter(word -> word.matches("--[a-z][a-z-]*(=.*)?"));
        if (slip.isPresent()) {
            throw new ParameterException(spec.commandLine(), "Unknown option: '" + slip.get() + "' (put -- before a text that begins so)");
        }
        boolean piped = words.isEmpty() || words.equals(List.of("-"));
        if (words.isEmpty() && System.console() != null) {
            throw new ParameterException(spec.commandLine(), "TEXT: missing (expected: an error text or number)");
        }
        String text = piped ? read(System.in) : String.join(" ", words);
        if (text.isBlank()) {
            throw new ParameterException(spec.commandLine(), "TEXT: empty (expected: an error text or number)");
        }
        return text;
    }

    private static String read(InputStream in) throws IOException {
        return new String(in.readNBytes(MOST_INPUT), StandardCharsets.UTF_8);
    }
}
