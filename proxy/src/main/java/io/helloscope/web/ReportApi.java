package io.helloscope.web;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
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
        return page("reports", parameters, history::reports);
    }

    HttpResponse incidents(QueryParams parameters) throws BadParameterException {
        return page("incidents", parameters, history::incidents);
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

    private static HttpResponse page(String name, QueryParams parameters, Function<ReportQuery, Page> ask) throws BadParameterException {
        boolean csv = Parameters.csv(parameters);
        Page page = ask.apply(Parameters.query(parameters));
        if (csv) {
            return table(name, page);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(name, page.items().stream().map(Recorded::document).toList());
        page.next().ifPresent(next -> answer.put("next", next));
        if (!page.complete()) {
            answer.put("incomplete", true);
        }
        return Answers.ok(answer);
    }

    /** The cursor of the next page is in the header's Link (RFC 8288), as a table has no place for it. */
    private static HttpResponse table(String name, Page page) {
        ResponseHeadersBuilder headers = ResponseHeaders.builder(HttpStatus.OK).contentType(MediaType.CSV_UTF_8).set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".csv\"");
        page.next().ifPresent(next -> headers.set(HttpHeaderNames.LINK, "<?format=csv&cursor=" + next + ">; rel=\"next\""));
        return HttpResponse.of(headers.build(), HttpData.wrap(Csv.of(page.items())));
    }
}
