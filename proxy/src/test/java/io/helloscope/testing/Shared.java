package io.helloscope.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The shared laboratory, where it lies beside the project; a test that needs it skips elsewhere and says so. */
public final class Shared {
    private static final Path FOLDER = Path.of(System.getProperty("shared.dir", "../../shared")).toAbsolutePath().normalize();

    private Shared() {
    }

    /** A file or folder of the laboratory; the calling test is skipped where it is absent. */
    public static Path require(String name) {
        Path path = FOLDER.resolve(name);
        need(Files.exists(path), name + " of the shared laboratory is absent (set -Dshared.dir=FOLDER)");
        return path;
    }

    /** Skips the calling test with this reason where a thing it needs is absent; fails it where {@code -Dreal.required=true}. */
    public static void need(boolean there, String whyNot) {
        if (Boolean.getBoolean("real.required")) {
            Assertions.assertTrue(there, whyNot);
        }
        Assumptions.assumeTrue(there, () -> "skipped: " + whyNot);
    }
}
