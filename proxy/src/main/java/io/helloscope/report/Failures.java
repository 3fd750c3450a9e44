package io.helloscope.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Failures that a success of the same client may still undo: those of connections that are open, and ended ones until their recovery
 * time is over. Bounded: the oldest goes first, and that is counted.
 */
final class Failures {
    private final int most;
    private final ReportSettings settings;
    private final Counters counters;
    private final LinkedHashMap<String, Failure> open = new LinkedHashMap<>();
    /** In the order of their end. */
    private final LinkedHashMap<String, Failure> ended = new LinkedHashMap<>();
    private final Map<Target, Set<String>> byTarget = new HashMap<>();

    /**
     * A failure as it was told.
     *
     * @param until when its recovery time is over, where it has ended
     */
    record Failure(ConnectionReport report, Target target, Instant until) {
    }

    Failures(ReportSettings settings, Counters counters) {
        this.settings = settings;
        this.counters = counters;
        this.most = settings.openConnections();
    }

    /** Remembers a failure; returns the one that had to go for it and can be undone no more, where it has ended. */
    Optional<Failure> add(ConnectionReport report, Target target, Instant now) {
        LinkedHashMap<String, Failure> into = report.settled() ? ended : open;
        Optional<Failure> gone = Optional.empty();
        if (into.size() >= most) {
            counters.boundHit("undoable-failures");
            gone = take(into.keySet().iterator().next()).filter(failure -> failure.report().settled());
        }
        into.put(report.id(), new Failure(report, target, now.plus(settings.recovery())));
        byTarget.computeIfAbsent(target, t -> new LinkedHashSet<>(2)).add(report.id());
        return gone;
    }

    /** Forgets this one. */
    Optional<Failure> take(String id) {
        Failure wasOpen = open.remove(id);
        Failure taken = wasOpen != null ? wasOpen : ended.remove(id);
        if (taken != null) {
            Set<String> ids = byTarget.getOrDefault(taken.target(), Set.of());
            ids.remove(id);
            if (ids.isEmpty()) {
                byTarget.remove(taken.target());
            }
        }
        return Optional.ofNullable(taken);
    }

    /** The failure with this id, where it can still be undone. */
    Optional<Failure> find(String id) {
        Failure one = open.get(id);
        return Optional.ofNullable(one != null ? one : ended.get(id));
    }

    /** Those of this target, the oldest first. */
    List<Failure> of(Target target) {
        List<Failure> all = new ArrayList<>();
        for (String id : byTarget.getOrDefault(target, Set.of())) {
            Failure one = open.get(id);
            all.add(one != null ? one : ended.get(id));
        }
        return all;
    }

    /** Forgets those whose recovery time is over by then, and returns them. */
    List<Failure> over(Instant now) {
        List<Failure> over = new ArrayList<>();
        Iterator<Failure> oldest = ended.values().iterator();
        while (oldest.hasNext()) {
            Failure failure = oldest.next();
            if (failure.until().isAfter(now)) {
                break;
            }
            over.add(failure);
        }
        over.forEach(failure -> take(failure.report().id()));
        return over;
    }
}
