package io.helloscope.report;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A report or an incident as a history keeps it.
 *
 * @param id of the report or incident, sortable by time
 * @param document as {@link ReportDocument} makes it: nested maps of strings, numbers, booleans and lists; not to be changed
 */
public record Recorded(String id, Map<String, Object> document) {
    /** The document of this report. */
    public static Recorded of(ConnectionReport report) {
        return new Recorded(report.id(), ReportDocument.of(report));
    }

    /** The document of this incident. */
    public static Recorded of(Incident incident) {
        return new Recorded(incident.id(), ReportDocument.of(incident));
    }

    /** The string at this path, such as {@code helloscope.cause}, where there is one. */
    public Optional<String> text(String path) {
        return at(path).filter(String.class::isInstance).map(String.class::cast);
    }

    /** The number at this path, where there is one. */
    public OptionalLong number(String path) {
        return at(path).filter(Number.class::isInstance).map(value -> OptionalLong.of(((Number) value).longValue())).orElse(OptionalLong.empty());
    }

    /** The time at this path, where there is one. */
    public Optional<Instant> instant(String path) {
        return text(path).flatMap(Recorded::parsed);
    }

    /** The strings of the list at this path; of its objects, their {@code text}. */
    public List<String> texts(String path) {
        List<?> items = at(path).filter(List.class::isInstance).<List<?>>map(value -> (List<?>) value).orElse(List.of());
        return items.stream().map(item -> item instanceof Map<?, ?> object ? object.get("text") : item)
                .filter(String.class::isInstance).map(String.class::cast).toList();
    }

    private Optional<Object> at(String path) {
        Object value = document;
        for (String key : path.split("\\.")) {
            value = value instanceof Map<?, ?> object ? object.get(key) : null;
        }
        return Optional.ofNullable(value);
    }

    private static Optional<Instant> parsed(String stamp) {
        try {
            return Optional.of(Instant.parse(stamp));
        } catch (DateTimeException damaged) {
            return Optional.empty();
        }
    }
}
