package io.helloscope.report;

import io.helloscope.knowledge.CauseEntry;
import io.helloscope.knowledge.ClientError;
import io.helloscope.knowledge.Explanation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Incidents of a history that a pasted error may be about: by cause, and by what the client showed; those of a host in the text first. */
public final class MatchingIncidents {
    /** How many are told. */
    public static final int MOST = 10;
    private static final int CAUSES_ASKED = 8;
    private static final int NEWEST = 200;
    private static final List<String> CLIENTS = List.of("chromium", "firefox", "curl", "openssl");

    private MatchingIncidents() {
    }

    /** At most {@link #MOST}, the best first: their host stands in the text, the client showed this very error, the newest. */
    public static List<Recorded> of(Explanation explanation, String text, ReportHistory history) {
        if (explanation.errors().isEmpty() && explanation.causes().isEmpty()) {
            return List.of();
        }
        Map<String, Recorded> found = new LinkedHashMap<>();
        history.incidents(ReportQuery.newest(NEWEST)).items().stream().filter(incident -> showed(incident, explanation.errors()))
                .forEach(incident -> found.put(incident.id(), incident));
        Set<String> shown = Set.copyOf(found.keySet());
        for (CauseEntry cause : explanation.causes().subList(0, Math.min(CAUSES_ASKED, explanation.causes().size()))) {
            history.incidents(query(cause)).items().forEach(incident -> found.putIfAbsent(incident.id(), incident));
        }
        String lower = text.toLowerCase(Locale.ROOT);
        List<Recorded> sorted = new ArrayList<>(found.values());
        sorted.sort(Comparator.comparing((Recorded incident) -> !host(incident).map(lower::contains).orElse(false))
                .thenComparing(incident -> !shown.contains(incident.id()))
                .thenComparing(Recorded::id, Comparator.reverseOrder()));
        return List.copyOf(sorted.subList(0, Math.min(MOST, sorted.size())));
    }

    private static Optional<String> host(Recorded incident) {
        return incident.text("destination.domain").map(name -> name.toLowerCase(Locale.ROOT));
    }

    private static ReportQuery query(CauseEntry cause) {
        return new ReportQuery(Optional.empty(), Optional.empty(), Optional.of(cause.cause()), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), MOST, Optional.empty());
    }

    /** Whether a client's text of the incident is one of these errors. */
    private static boolean showed(Recorded incident, List<ClientError> errors) {
        Set<String> texts = errors.stream().filter(error -> !error.general()).map(error -> error.text().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return CLIENTS.stream().flatMap(client -> incident.text("helloscope.client_errors." + client).stream())
                .map(text -> text.toLowerCase(Locale.ROOT)).anyMatch(text -> texts.stream().anyMatch(text::contains));
    }
}
