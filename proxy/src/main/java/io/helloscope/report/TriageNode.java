package io.helloscope.report;

import io.helloscope.diagnose.AnswerText;
import io.helloscope.diagnose.QuestionText;
import io.helloscope.diagnose.VersionTable;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ProbeAnswer;
import java.util.List;
import java.util.Map;

/** What was asked and what came back, and what is known of versions, as the document shows them under {@code helloscope}. */
final class TriageNode {
    private TriageNode() {
    }

    static void put(Node node, Observation seen, List<ProbeAnswer> answers) {
        node.putIfAny("triage", answers.stream().map(TriageNode::answer).toList());
        node.putIfAny("versions", VersionTable.of(seen, answers).rows().stream().map(TriageNode::version).toList());
    }

    private static Map<String, Object> answer(ProbeAnswer answer) {
        return new Node().put("question", answer.question().code()).put("asked", QuestionText.of(answer.question()))
                .put("address", answer.address().map(address -> Escape.text(address, ReportDocument.NAME)))
                .put("answer", AnswerText.of(answer)).put("took_ms", answer.took().toMillis()).put("asked_at", ReportDocument.stamp(answer.askedAt())).map();
    }

    private static Map<String, Object> version(VersionTable.Row row) {
        return new Node().put("version", row.version().name()).put("offered", row.offered()).put("accepted", row.accepted())
                .put("answer", row.answer()).map();
    }
}
