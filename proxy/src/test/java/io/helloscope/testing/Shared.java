package io.helloscope.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The shared laboratory, where it lies beside the project; a test that needs it skips elsewhere and says so. */
public final class Shared {
    private static final Path FOLDER = Path.of(System.getProperty("shared.dir", "../../shared")).toAbsolutePath().normalize();

    private Shared() {
    }

    /** A file or folder of the laboratory; the calling test is skipped where it is absent. */
    public static Path require(String name) {
        Path path = FOLDER.resolve(name);
        Assumptions.assumeTrue(Files.exists(path), () -> "skipped: " + name + " of the shared laboratory is absent (set -Dshared.dir=FOLDER)");
        return path;
    }
}
