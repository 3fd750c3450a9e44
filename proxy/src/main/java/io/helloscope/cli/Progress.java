package io.helloscope.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A stream that tells on the terminal how far it has been read, once a second and only where reading takes that long. */
final class Progress extends FilterInputStream {
    private static final long EVERY = 1_000_000_000L;
    private static final int MEGABYTE = 1_000_000;

    private final String name;
    private final long size;
    private final PrintStream terminal;
    private long position;
    private long told = System.nanoTime();
    private boolean shown;

    Progress(InputStream in, String name, long size, PrintStream terminal) {
        super(in);
        this.name = name;
        this.size = size;
        this.terminal = terminal;
    }

    /** Whether standard error is a terminal; the JVM itself knows only of both other streams together. */
    static boolean isSeen() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException | SecurityException unknown) {
            return System.console() != null;
        }
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        passed(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int count = super.read(target, from, length);
        passed(Math.max(0, count));
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        passed(skipped);
        return skipped;
    }

    @Override
    public void close() throws IOException {
        if (shown) {
            terminal.print("\r\u001b[K");
            terminal.flush();
        }
        super.close();
    }

    private void passed(long count) {
        position += count;
        long now = System.nanoTime();
        if (now - told >= EVERY) {
            told = now;
            shown = true;
            terminal.printf("\r\u001b[K%s: %d of %d MB, %d %%", name, position / MEGABYTE, size / MEGABYTE, size == 0 ? 100 : 100 * position / size);
            terminal.flush();
        }
    }
}
