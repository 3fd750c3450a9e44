package io.helloscope.web;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import io.helloscope.knowledge.Explanation;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.report.ExplainDocument;
import io.helloscope.report.MatchingIncidents;
import io.helloscope.report.Recorded;
import io.helloscope.report.ReportHistory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Says what an error text means, and which incidents it may be about. */
final class ExplainApi {
    static final String PATH = "/api/v1/explain";
    /** Bytes of a text that is posted: what is looked at of it, in characters of up to four bytes. */
    static final int LONGEST_BODY = 256 << 10;

    private final Supplier<Knowledge> knowledge;
    private final ReportHistory history;

    ExplainApi(Supplier<Knowledge> knowledge, ReportHistory history) {
        this.knowledge = knowledge;
        this.history = history;
    }

    /** The text as the parameter {@code text}. */
    HttpResponse asked(QueryParams parameters) throws BadParameterException {
        Parameters.known(parameters, List.of("text"));
        return answer(parameters.get("text", ""));
    }

    /** The text as the body, for one that is too long for an address. */
    HttpResponse posted(AggregatedHttpRequest request) throws BadParameterException {
        return answer(request.content(StandardCharsets.UTF_8));
    }

    private HttpResponse answer(String text) throws BadParameterException {
        if (text.isBlank()) {
            throw new BadParameterException("text", "missing", List.of("an error text or number, also with what stands around it"));
        }
        Knowledge tables = knowledge.get();
        Explanation explanation = Explanation.of(text, tables);
        Map<String, Object> document = ExplainDocument.of(explanation, tables);
        document.put("incidents", MatchingIncidents.of(explanation, text, history).stream().map(Recorded::document).toList());
        return Answers.ok(document);
    }
}
