package io.helloscope.intercept;

import io.helloscope.verdict.EvidenceSource;

/**
 * One sign that was seen.
 *
 * @param sign which, with its weight
 * @param from where it was seen
 * @param text one sentence for people; names of peers in it are escaped where it is shown
 */
public record Mark(Sign sign, EvidenceSource from, String text) {
}
