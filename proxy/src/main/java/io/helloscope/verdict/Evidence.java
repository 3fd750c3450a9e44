package io.helloscope.verdict;

import java.util.Objects;

/**
 * One fact that speaks for a diagnosis.
 *
 * @param from where it comes from
 * @param text one sentence; strings made by peers in it are escaped and cut
 */
public record Evidence(EvidenceSource from, String text) {
    public Evidence {
        Objects.requireNonNull(from);
        if (text.isBlank()) {
            throw new IllegalArgumentException("text: blank (expected: one sentence)");
        }
    }
}
