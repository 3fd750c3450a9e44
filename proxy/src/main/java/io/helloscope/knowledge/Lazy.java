package io.helloscope.knowledge;

import java.util.Optional;
import java.util.function.Supplier;

/** A value that is made when it is first asked for, once. */
final class Lazy<T> {
    private final Supplier<T> maker;
    private Optional<T> made = Optional.empty();

    Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    synchronized T value() {
        T value = made.orElseGet(maker);
        made = Optional.of(value);
        return value;
    }
}
