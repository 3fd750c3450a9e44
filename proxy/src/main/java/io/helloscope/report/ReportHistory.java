package io.helloscope.report;

import java.util.List;
import java.util.Optional;

/** What happened, to be asked. Callable from any thread. */
public interface ReportHistory extends ReportSink {
    /** Reports that fit, newest first. */
    Page<ConnectionReport> reports(ReportQuery query);

    /** Incidents that fit, newest first. */
    Page<Incident> incidents(ReportQuery query);

    /** One report. */
    Optional<ConnectionReport> report(String id);

    /** One incident. */
    Optional<Incident> incident(String id);

    /**
     * A page.
     *
     * @param items what is on it
     * @param next cursor of the page after, where there is one
     */
    record Page<T>(List<T> items, Optional<String> next) {
        public Page {
            items = List.copyOf(items);
        }
    }
}
