package io.helloscope.probe.triage;

/**
 * Whether and how this program asks a server again after a failure.
 *
 * @param enabled whether it asks at all
 */
public record TriageSettings(boolean enabled) {
    /** What is used where the settings say nothing. */
    public static final TriageSettings DEFAULT = new TriageSettings(true);
}
