package io.helloscope.web;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import io.helloscope.report.Recorded;
import io.helloscope.report.ReportHistory;
import io.helloscope.report.ReportHistory.Page;
import io.helloscope.report.ReportQuery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reports and incidents by query and by id. Asks the history, which may be a database: not for an event loop. */
final class ReportApi {
    private final ReportHistory history;

    ReportApi(ReportHistory history) {
        this.history = history;
    }

    HttpResponse reports(QueryParams parameters) throws BadParameterException {
        return page("reports", Parameters.query(parameters), history::reports);
    }

    HttpResponse incidents(QueryParams parameters) throws BadParameterException {
        return page("incidents", Parameters.query(parameters), history::incidents);
    }

    HttpResponse report(String id) {
        return one(history.report(id), "report");
    }

    HttpResponse incident(String id) {
        return one(history.incident(id), "incident");
    }

    private static HttpResponse one(Optional<Recorded> recorded, String kind) {
        return recorded.map(Recorded::document).map(Answers::ok).orElseGet(() -> Answers.error(HttpStatus.NOT_FOUND, "id",
                "no " + kind + " has this id (it may have been one, and been forgotten)", List.of()));
    }

    private static HttpResponse page(String name, ReportQuery query, Function<ReportQuery, Page> ask) {
        Page page = ask.apply(query);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(name, page.items().stream().map(Recorded::document).toList());
        page.next().ifPresent(next -> answer.put("next", next));
        if (!page.complete()) {
            answer.put("incomplete", true);
        }
        return Answers.ok(answer);
    }
}
