package io.helloscope.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/** The numbers of kinds in one database, all of them in memory: there are as many as causes, phases and parties go together. Added to by one thread. */
final class Kinds {
    private volatile Map<Kind, Integer> numbers = Map.of();

    /** Reads them afresh, as after a transaction that failed. */
    void read(Handle handle) {
        Map<Kind, Integer> all = new LinkedHashMap<>();
        handle.createQuery("SELECT id, cause, phase, party, lasting FROM kind").map((row, context) -> Map.entry(
                new Kind(row.getString("cause"), row.getString("phase"), row.getString("party"), row.getInt("lasting") != 0), row.getInt("id")))
                .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        numbers = all;
    }

    /** Its number, given to it where it has none yet. */
    int number(Handle handle, Kind kind) {
        Integer known = numbers.get(kind);
        if (known != null) {
            return known;
        }
        handle.createUpdate("INSERT INTO kind (cause, phase, party, lasting) VALUES (:cause, :phase, :party, :lasting) ON CONFLICT DO NOTHING")
                .bind("cause", kind.cause()).bind("phase", kind.phase()).bind("party", kind.party()).bind("lasting", kind.lasting() ? 1 : 0).execute();
        read(handle);
        return numbers.get(kind);
    }

    /** Numbers of those that fit. */
    List<Integer> numbers(Predicate<Kind> fits) {
        return numbers.entrySet().stream().filter(entry -> fits.test(entry.getKey())).map(Map.Entry::getValue).toList();
    }
}
