package io.helloscope.report;

import java.util.List;
import java.util.Optional;

/**
 * What happened, to be asked: documents, as a database cannot give back more than was written into it. Callable from any thread; a
 * question may wait for a disk or a network, telling never does. What was told is found at once; ids sort by time, as
 * {@link io.helloscope.observe.ConnectionId} makes them.
 */
public interface ReportHistory extends ReportSink {
    /** Reports that fit, newest first. */
    Page reports(ReportQuery query);

    /** Incidents that fit, newest first. */
    Page incidents(ReportQuery query);

    /** One report. */
    Optional<Recorded> report(String id);

    /** One incident. */
    Optional<Recorded> incident(String id);

    /** Connections that were concluded, healthy ones too, by the hour; those of the last second may be missing. */
    Counts counts(CountQuery query);

    /**
     * A page.
     *
     * @param items what is on it
     * @param next cursor of the page after, where there is one; stays right while new ones arrive
     * @param complete false where a part of the history could not be read just now, and older ones may be missing
     */
    record Page(List<Recorded> items, Optional<String> next, boolean complete) {
        public Page {
            items = List.copyOf(items);
        }
    }
}
