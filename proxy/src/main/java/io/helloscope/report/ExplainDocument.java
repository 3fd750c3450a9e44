package io.helloscope.report;

import io.helloscope.knowledge.CauseEntry;
import io.helloscope.knowledge.ClientError;
import io.helloscope.knowledge.Explanation;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.knowledge.Situation;
import io.helloscope.verdict.Phase;
import io.helloscope.verdict.Remedy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answer to "what does this text mean", for the API and the command line: nested maps of strings, booleans and lists. It repeats
 * nothing of the text that was asked, only what the tables say about it.
 */
public final class ExplainDocument {
    private ExplainDocument() {
    }

    /** The document of an explanation; who knows incidents that fit it puts them beside. */
    public static Map<String, Object> of(Explanation explanation, Knowledge knowledge) {
        Node node = new Node().put("found", explanation.found()).put("summary", summary(explanation));
        if (!explanation.causes().isEmpty()) {
            node.put("phase", explanation.causes().get(0).phase().code());
        }
        if (explanation.cut()) {
            node.put("cut", true);
        }
        return node.putIfAny("errors", explanation.errors().stream().map(ExplainDocument::error).toList())
                .putIfAny("causes", explanation.causes().stream().map(cause -> cause(cause, knowledge)).toList())
                .putIfAny("situations", explanation.situations().stream().map(ExplainDocument::situation).toList())
                .putIfAny("near", explanation.near().stream().map(ExplainDocument::error).toList()).map();
    }

    /** The first question: how far the connection came, and whether trust has to do with it. */
    static String summary(Explanation explanation) {
        if (explanation.causes().isEmpty()) {
            return explanation.situations().isEmpty() ? "Nothing is known about this text." : explanation.situations().get(0).title() + ".";
        }
        Phase phase = explanation.causes().get(0).phase();
        boolean all = explanation.causes().stream().allMatch(cause -> cause.phase() == phase);
        String sentence = sentence(phase);
        return all ? sentence : "Most likely: " + Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private static String sentence(Phase phase) {
        return switch (phase) {
            case NETWORK -> "The connection failed before TLS began: no certificate was involved.";
            case HANDSHAKE -> "The handshake failed before any certificate was judged, so trusting a root CA cannot mend it.";
            case CERTIFICATE -> "The handshake came as far as the certificate, and the client refused it.";
            case ESTABLISHED -> "TLS was set up, and the connection broke after that: no certificate is to blame.";
        };
    }

    private static Map<String, Object> error(ClientError error) {
        return new Node().put("id", error.id()).put("client", error.client()).put("text", error.text()).put("code", error.code())
                .put("hint", error.hint()).put("causes", error.causes().stream().map(cause -> cause.code()).toList())
                .put("source", error.source()).map();
    }

    private static Map<String, Object> cause(CauseEntry entry, Knowledge knowledge) {
        Node node = new Node().put("cause", entry.cause().code()).put("phase", entry.phase().code()).put("party", entry.party().code())
                .put("failure", entry.failure()).put("title", entry.title()).put("explanation", entry.explanation())
                .put("sign", knowledge.clientErrors().sign(entry.cause())).put("check", knowledge.clientErrors().check(entry.cause()))
                .put("remedies", entry.remedies().stream().map(ExplainDocument::remedy).toList());
        if (!entry.clientErrors().isEmpty()) {
            node.put("client_errors", new TreeMap<>(entry.clientErrors()));
        }
        return node.map();
    }

    private static Map<String, Object> remedy(Remedy remedy) {
        return new Node().put("audience", remedy.audience().code()).put("text", remedy.text()).map();
    }

    private static Map<String, Object> situation(Situation situation) {
        return new Node().put("id", situation.id()).put("title", situation.title()).put("text", situation.text())
                .put("steps", List.copyOf(situation.steps())).put("source", situation.source()).map();
    }
}
