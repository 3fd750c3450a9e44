package io.helloscope.report;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** An object of a document while it is built: what is absent leaves no key, and an object without keys is absent itself. */
final class Node {
    private final Map<String, Object> values = new LinkedHashMap<>();

    Node put(String key, Object value) {
        values.put(key, value);
        return this;
    }

    Node put(String key, Optional<?> value) {
        value.ifPresent(v -> values.put(key, v));
        return this;
    }

    Node put(String key, OptionalLong value) {
        value.ifPresent(v -> values.put(key, v));
        return this;
    }

    Node put(String key, OptionalInt value) {
        value.ifPresent(v -> values.put(key, v));
        return this;
    }

    Node putIfAny(String key, Collection<?> value) {
        if (!value.isEmpty()) {
            values.put(key, value);
        }
        return this;
    }

    Node put(String key, Node inner) {
        if (!inner.values.isEmpty()) {
            values.put(key, inner.values);
        }
        return this;
    }

    Map<String, Object> map() {
        return values;
    }
}
