package io.helloscope.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A bounded memory: the entry that was longest not used goes first, and that is counted. */
final class Recent<K, V> {
    private final LinkedHashMap<K, V> entries;

    Recent(int most, String bound, Counters counters) {
        entries = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                boolean over = size() > most;
                if (over) {
                    counters.boundHit(bound);
                }
                return over;
            }
        };
    }

    Optional<V> get(K key) {
        return Optional.ofNullable(entries.get(key));
    }

    V getOr(K key, Supplier<V> fresh) {
        V value = entries.get(key);
        if (value == null) {
            value = fresh.get();
            entries.put(key, value);
        }
        return value;
    }

    void put(K key, V value) {
        entries.put(key, value);
    }

    Optional<V> remove(K key) {
        return Optional.ofNullable(entries.remove(key));
    }

    java.util.Collection<V> values() {
        return entries.values();
    }
}
