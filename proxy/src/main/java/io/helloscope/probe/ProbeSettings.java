package io.helloscope.probe;

import java.time.Duration;

/**
 * Bounds of one question.
 *
 * @param timeout from the established connection to the last byte that is waited for; 100 ms..30 s
 * @param bytes that are read of an answer, at most; 1 KiB..1 MiB
 */
public record ProbeSettings(Duration timeout, int bytes) {
    /** What is used where the settings say nothing. */
    public static final ProbeSettings DEFAULT = new ProbeSettings(Duration.ofMillis(1500), 128 * 1024);

    public ProbeSettings {
        if (timeout.compareTo(Duration.ofMillis(100)) < 0 || timeout.compareTo(Duration.ofSeconds(30)) > 0) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: 100 ms..30 s)");
        }
        if (bytes < 1 << 10 || bytes > 1 << 20) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: 1 KiB..1 MiB)");
        }
    }
}
