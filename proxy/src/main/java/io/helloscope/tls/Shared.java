package io.helloscope.tls;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * One instance for each number that is registered or reserved to be ignored. A hello brings dozens of numbers, and each report that is
 * kept keeps those of its hello.
 */
final class Shared<T> {
    private final Map<Integer, T> instances;
    private final IntFunction<T> other;

    Shared(CodePoints table, IntFunction<T> value) {
        Map<Integer, T> all = new HashMap<>();
        table.codes().forEach(code -> all.put(code, value.apply(code)));
        for (int half = 0x0a; half <= 0xfa; half += 0x10) {
            int grease = half << 8 | half;
            all.put(grease, value.apply(grease));
        }
        this.instances = Map.copyOf(all);
        this.other = value;
    }

    T of(int code) {
        T known = instances.get(code);
        return known != null ? known : other.apply(code);
    }
}
