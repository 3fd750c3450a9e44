package io.helloscope.intercept;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A bounded memory: the longest unused goes. */
final class Recent<K, V> {
    private final int most;
    private final Map<K, V> values = new LinkedHashMap<>(16, 0.75f, true);

    Recent(int most) {
        this.most = most;
    }

    Optional<V> get(K key) {
        return Optional.ofNullable(values.get(key));
    }

    void put(K key, V value) {
        values.put(key, value);
        if (values.size() > most) {
            values.remove(values.keySet().iterator().next());
        }
    }

    void remove(K key) {
        values.remove(key);
    }

    Collection<V> values() {
        return List.copyOf(values.values());
    }

    Set<K> keys() {
        return values.keySet();
    }

    Map<K, V> map() {
        return values;
    }

    int size() {
        return values.size();
    }
}
