package io.helloscope.knowledge;

import io.helloscope.bytes.Bytes;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The logs of Certificate Transparency that are known.
 *
 * @param asOf the day of the list
 * @param logs by their id, SHA-256 of the key, 32 bytes
 */
public record CtLogs(LocalDate asOf, Map<Bytes, CtLog> logs) {
    private static final String HEAD = "log-id\tkey\tproves\tstate\toperator\tname\tsource";
    private static final int ID_LENGTH = 32;

    public CtLogs {
        logs = Map.copyOf(logs);
    }

    /**
     * One log.
     *
     * @param operator who runs it
     * @param name its name
     * @param key DER of its SubjectPublicKeyInfo
     * @param proves whether its word proves that a certificate was issued in public; a test log takes any
     */
    public record CtLog(String operator, String name, Bytes key, boolean proves) {
    }

    static CtLogs parse(String file, String text) {
        Map<Bytes, CtLog> logs = new HashMap<>();
        LocalDate asOf = Tsv.read(file, text, HEAD, (number, cells) -> {
            if (cells.length != 7 || !cells[2].matches("yes|no") || cells[5].isBlank() || cells[6].isBlank()) {
                throw new KnowledgeException(file, number, "not a log (expected: id, key, yes or no, state, operator, name, source; tabs between)");
            }
            put(logs, decoded(file, number, cells[0]), new CtLog(cells[4], cells[5], decoded(file, number, cells[1]), cells[2].equals("yes")), file, number);
        });
        return new CtLogs(asOf, logs);
    }

    /**
     * The logs of a list in the form of the public one, version 3 (JSON, which is YAML).
     *
     * @param otherwise the day of the list where it names none
     */
    static CtLogs ofPublicForm(String file, String text, LocalDate otherwise) {
        Row top = YamlFile.mapping(file, text);
        Map<Bytes, CtLog> logs = new HashMap<>();
        for (Row operator : top.rows("operators")) {
            String by = operator.text("name");
            for (String kind : List.of("logs", "tiled_logs")) {
                operator.rows(kind).forEach(log -> put(logs, decoded(file, log.line(), log.text("log_id")), new CtLog(by, log.optionalText("description").orElse(by),
                        decoded(file, log.line(), log.text("key")), log.optionalText("log_type").filter("test"::equals).isEmpty()), file, log.line()));
            }
        }
        if (logs.isEmpty()) {
            throw new KnowledgeException(file, 0, "no log in it (expected: the public list of logs, version 3: operators with logs)");
        }
        return new CtLogs(top.optionalText("log_list_timestamp").map(stamp -> day(file, stamp)).orElse(otherwise), logs);
    }

    private static void put(Map<Bytes, CtLog> logs, Bytes id, CtLog log, String file, int line) {
        if (id.length() != ID_LENGTH) {
            throw new KnowledgeException(file, line, "a log's id of " + id.length() + " bytes (expected: 32 bytes in base 64)");
        }
        logs.put(id, log);
    }

    private static Bytes decoded(String file, int line, String base64) {
        try {
            return Bytes.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException damaged) {
            throw new KnowledgeException(file, line, "no base 64: " + base64.substring(0, Math.min(40, base64.length())));
        }
    }

    private static LocalDate day(String file, String stamp) {
        try {
            return Instant.parse(stamp).atZone(ZoneOffset.UTC).toLocalDate();
        } catch (DateTimeParseException e) {
            throw new KnowledgeException(file, 0, "log_list_timestamp: " + stamp + " (expected: a time such as 2026-08-29T12:00:00Z)");
        }
    }

    Optional<CtLog> log(Bytes id) {
        return Optional.ofNullable(logs.get(id));
    }
}
