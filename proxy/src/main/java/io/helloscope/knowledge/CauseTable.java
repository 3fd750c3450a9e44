package io.helloscope.knowledge;

import io.helloscope.verdict.Audience;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import io.helloscope.verdict.Remedy;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rows of {@code causes}: what each cause means, who can mend it and how, and what clients show for it. */
final class CauseTable {
    private static final String[] KEYS = {"code", "phase", "party", "failure", "title", "explanation", "remedies", "client-errors", "sources"};
    private static final String[] CLIENTS = {"chromium", "firefox", "curl", "openssl"};

    private CauseTable() {
    }

    /** Adds the rows of this file to the table; a row that is there already is replaced, one that the same file has twice is refused. */
    static void addTo(Map<Cause, CauseEntry> table, Row file) {
        Map<Cause, CauseEntry> added = new EnumMap<>(Cause.class);
        for (Row row : file.rows("causes")) {
            CauseEntry entry = entry(row.only(KEYS));
            if (added.put(entry.cause(), entry) != null) {
                throw row.wrong("code", entry.cause().code() + " (expected: each cause once)");
            }
        }
        table.putAll(added);
    }

    /** Refuses a table in which a cause is missing. */
    static Map<Cause, CauseEntry> complete(String file, Map<Cause, CauseEntry> table) {
        List<String> missing = Arrays.stream(Cause.values()).filter(c -> !table.containsKey(c)).map(Cause::code).toList();
        if (!missing.isEmpty()) {
            throw new KnowledgeException(file, 0, "causes: no row for " + String.join(", ", missing) + " (expected: one row for each cause)");
        }
        return new EnumMap<>(table);
    }

    private static CauseEntry entry(Row row) {
        Cause cause = row.choice("code", Cause.values(), Cause::code);
        row.someTexts("sources");
        return new CauseEntry(cause, row.choice("phase", Phase.values(), Phase::code), row.choice("party", Party.values(), Party::code),
                row.text("title"), row.text("explanation").strip(), remedies(row), clientErrors(row), row.flag("failure", true));
    }

    private static List<Remedy> remedies(Row row) {
        List<Remedy> remedies = row.rows("remedies").stream().map(CauseTable::remedy).toList();
        if (remedies.isEmpty()) {
            throw row.wrong("remedies", "missing (expected: at least one)");
        }
        return remedies;
    }

    private static Remedy remedy(Row row) {
        row.only("for", "do");
        return new Remedy(row.choice("for", Audience.values(), Audience::code), row.text("do").strip());
    }

    private static Map<String, String> clientErrors(Row row) {
        Map<String, String> errors = new TreeMap<>();
        row.row("client-errors").ifPresent(shown -> {
            shown.only(CLIENTS);
            shown.keys().forEach(client -> errors.put(client, shown.text(client)));
        });
        return errors;
    }
}
