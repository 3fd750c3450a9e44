package io.helloscope.journal;

import java.nio.file.Path;

/**
 * Where the log of reports goes.
 *
 * @param enabled whether there is one
 * @param folder made where it is absent
 * @param fileSize a file that reaches this many bytes is closed and a new one begun; 64 KiB or more
 * @param files closed files that are kept, the oldest go first; 1..10,000
 */
public record JournalSettings(boolean enabled, Path folder, long fileSize, int files) {
    public JournalSettings {
        if (fileSize < 64 * 1024) {
            throw new IllegalArgumentException("file size: " + fileSize + " (expected: 65536 or more)");
        }
        if (files < 1 || files > 10_000) {
            throw new IllegalArgumentException("files: " + files + " (expected: 1..10000)");
        }
    }
}
