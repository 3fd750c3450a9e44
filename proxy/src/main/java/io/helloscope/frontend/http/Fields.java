package io.helloscope.frontend.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Fields of a message in their order; names are compared without regard to case (RFC 9110 section 5). */
final class Fields {
    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    void add(String name, String value) {
        names.add(name);
        values.add(value);
    }

    int size() {
        return names.size();
    }

    /** Appends this to the last one's value. */
    void continueLast(String more) {
        int last = values.size() - 1;
        values.set(last, (values.get(last) + ' ' + more).strip());
    }

    Optional<String> first(String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return Optional.of(values.get(i));
            }
        }
        return Optional.empty();
    }

    List<String> all(String name) {
        List<String> all = new ArrayList<>(1);
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                all.add(values.get(i));
            }
        }
        return all;
    }

    boolean has(String name) {
        return first(name).isPresent();
    }

    /** The members of a list field, all its lines together, without empty ones. */
    Stream<String> members(String name) {
        return all(name).stream().flatMap(line -> Arrays.stream(line.split(","))).map(String::strip).filter(member -> !member.isEmpty());
    }

    /** Whether a list field has this member, whatever its case. */
    boolean lists(String name, String member) {
        return members(name).anyMatch(member::equalsIgnoreCase);
    }

    void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < names.size(); i++) {
            action.accept(names.get(i), values.get(i));
        }
    }
}
