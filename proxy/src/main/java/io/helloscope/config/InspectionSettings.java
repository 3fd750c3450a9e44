package io.helloscope.config;

import io.helloscope.report.InspectionPolicy;
import java.time.Duration;
import java.util.List;

/**
 * What is wanted of inspection.
 *
 * @param policy which hosts must or must not be inspected
 * @param canaries hosts whose certificate this program asks for now and then; none by default
 * @param canaryInterval how often; 1 min..1 day
 */
public record InspectionSettings(InspectionPolicy policy, List<String> canaries, Duration canaryInterval) {
    public InspectionSettings {
        canaries = List.copyOf(canaries);
    }
}
