package io.helloscope.report;

import io.helloscope.verdict.Cause;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An incident that can still change. */
final class OpenIncident {
    private static final int MOST_IDS = 100;
    /** Reports that are kept whole, in case the most telling one leaves. */
    private static final int MOST_REPORTS = 4;

    /**
     * The one that tells most comes last: a cause that says why before one that says how it ended, the surer one, one that can say who
     * answered, the completed one, the latest one.
     */
    private static final Comparator<ConnectionReport> TELLING = ((Comparator<ConnectionReport>) OpenIncident::bySpecificity)
            .thenComparing(report -> report.diagnosis().confidence(), Comparator.reverseOrder())
            .thenComparing(report -> report.diagnosis().product().isPresent())
            .thenComparing(ConnectionReport::settled)
            .thenComparing(report -> report.connection().openedAt())
            .thenComparing(ConnectionReport::id);

    private final String id;
    private final Map<String, ConnectionReport> reports = new LinkedHashMap<>();
    private final LinkedHashSet<String> ids = new LinkedHashSet<>();
    private final Set<String> open = new HashSet<>();
    private ConnectionReport telling;
    private Instant firstSeen;
    private Instant lastSeen;
    private Instant lastActive;
    private long count;

    OpenIncident(String id, ConnectionReport first) {
        this.id = id;
        this.telling = first;
        this.firstSeen = first.connection().openedAt();
        this.lastSeen = firstSeen;
        this.lastActive = firstSeen;
    }

    String id() {
        return id;
    }

    Cause cause() {
        return telling.diagnosis().cause();
    }

    long count() {
        return count;
    }

    /** When something was last told of it. */
    Instant lastActive() {
        return lastActive;
    }

    /** Whether connections of it are still open. */
    boolean hasOpenReports() {
        return !open.isEmpty();
    }

    Incident value() {
        return new Incident(id, telling, firstSeen, lastSeen, count, List.copyOf(ids));
    }

    /** A report of it, for the first time or once more. */
    void add(ConnectionReport report, boolean isNew, Instant now) {
        if (isNew) {
            count++;
            ids.add(report.id());
            if (ids.size() > MOST_IDS) {
                ids.remove(ids.iterator().next());
            }
        }
        if (report.settled()) {
            open.remove(report.id());
        } else {
            open.add(report.id());
        }
        keep(report);
        Instant at = report.connection().openedAt();
        firstSeen = at.isBefore(firstSeen) ? at : firstSeen;
        lastSeen = at.isAfter(lastSeen) ? at : lastSeen;
        lastActive = now.isAfter(lastActive) ? now : lastActive;
        choose();
    }

    /** The most telling ones, and the one that ended first: when a success makes failures good, it is the last that leaves. */
    private void keep(ConnectionReport report) {
        reports.remove(report.id());
        reports.put(report.id(), report);
        if (reports.size() > MOST_REPORTS) {
            Optional<ConnectionReport> oldest = reports.values().stream().filter(ConnectionReport::settled).findFirst();
            reports.values().stream().filter(kept -> oldest.filter(first -> first == kept).isEmpty()).min(TELLING).ifPresent(least -> reports.remove(least.id()));
        }
    }

    /** One of its reports is none any more; true where it was the last one. */
    boolean remove(String reportId) {
        count--;
        ids.remove(reportId);
        open.remove(reportId);
        reports.remove(reportId);
        choose();
        return count <= 0;
    }

    private void choose() {
        // Where none is kept, the last one that was goes on speaking for those that have gone by.
        reports.values().stream().max(TELLING).ifPresent(most -> telling = most);
    }

    private static int bySpecificity(ConnectionReport one, ConnectionReport other) {
        Cause mine = one.diagnosis().cause();
        Cause its = other.diagnosis().cause();
        boolean iAmVague = Likeness.isVagueFormOf(mine, its);
        boolean itIsVague = Likeness.isVagueFormOf(its, mine);
        return Boolean.compare(itIsVague, iAmVague);
    }
}
