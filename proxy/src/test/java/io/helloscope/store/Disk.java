package io.helloscope.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A small disk of its own, in memory; mounting one needs root on Linux. */
final class Disk implements AutoCloseable {
    private final Path folder;

    private Disk(Path folder) {
        this.folder = folder;
    }

    static Disk mount(Path folder, String size) throws IOException, InterruptedException {
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=" + size, "helloscope-test", folder.toString()))
                .as("a disk can only be mounted by root on Linux").isZero();
        return new Disk(folder);
    }

    void remount(String options) throws IOException, InterruptedException {
        assertThat(run("mount", "-o", "remount," + options, folder.toString())).isZero();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(List.of(command)).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (IOException absent) {
            return -1;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("umount", "-l", folder.toString());
    }
}
