package io.helloscope.verdict;

import java.util.Objects;

/**
 * Something that mends the fault.
 *
 * @param audience who can do it
 * @param text one or two sentences, in the imperative
 */
public record Remedy(Audience audience, String text) {
    public Remedy {
        Objects.requireNonNull(audience);
        if (text.isBlank()) {
            throw new IllegalArgumentException("text: blank (expected: what to do)");
        }
    }
}
