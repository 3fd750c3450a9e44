package io.helloscope.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counters of one name. Which combinations of labels there are shows as they come; whatever hands out their values, there are never
 * more than a fixed number, and what comes beyond is counted as {@code other}. Callable from any thread.
 */
final class CounterFamily {
    /** Above the number of causes, phases and parties that can come together, and above all registered cipher suites. */
    static final int MOST = 2000;

    private final MeterRegistry registry;
    private final String name;
    private final String description;
    private final List<String> labels;
    private final Map<List<String>, Counter> counters = new ConcurrentHashMap<>();
    private final List<String> beyond;

    CounterFamily(MeterRegistry registry, String name, String description, String... labels) {
        this.registry = registry;
        this.name = name;
        this.description = description;
        this.labels = List.of(labels);
        this.beyond = this.labels.stream().map(label -> Labels.OTHER).toList();
    }

    void count(String... values) {
        List<String> key = List.of(values);
        Counter known = counters.get(key);
        if (known == null) {
            known = counters.computeIfAbsent(counters.size() < MOST ? key : beyond, this::register);
        }
        known.increment();
    }

    private Counter register(List<String> values) {
        List<String> tags = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            tags.add(labels.get(i));
            tags.add(values.get(i));
        }
        return Counter.builder(name).description(description).tags(tags.toArray(String[]::new)).register(registry);
    }
}
