package io.helloscope.x509;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The results of a pure function that were asked for last, bounded; from any thread. */
final class Remembered<K, V> {
    private final Map<K, V> results;

    /** At most so many. */
    Remembered(int most) {
        results = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    synchronized Optional<V> of(K key) {
        return Optional.ofNullable(results.get(key));
    }

    synchronized V put(K key, V value) {
        results.put(key, value);
        return value;
    }
}
