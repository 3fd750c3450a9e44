package io.helloscope.journal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Lines to a file that is put aside when it is large enough; the newest of those put aside are kept. Confined to one thread. */
final class RotatingFile {
    static final String CURRENT = "reports.ndjson";
    private static final int BUFFER = 1 << 16;
    private static final Pattern ASIDE = Pattern.compile("reports-\\d{8}T\\d{6}\\.\\d{3}Z(_\\d+)?\\.ndjson");
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final JournalSettings settings;
    private final Path current;
    private Optional<OutputStream> out = Optional.empty();
    private long size;
    private int unflushed;

    RotatingFile(JournalSettings settings) {
        this.settings = settings;
        this.current = settings.folder().resolve(CURRENT);
    }

    void line(byte[] line, Instant now) throws IOException {
        OutputStream to = out.isPresent() ? out.get() : open();
        if (size > 0 && size + line.length + 1 > settings.fileSize()) {
            rotate(now);
            to = open();
        }
        to.write(line);
        to.write('\n');
        size += line.length + 1;
        unflushed++;
    }

    /** Hands what was written to the system; true where that was anything. */
    boolean flush() throws IOException {
        if (out.isEmpty()) {
            return false;
        }
        out.get().flush();
        boolean any = unflushed > 0;
        unflushed = 0;
        if (!Files.exists(current)) {
            // Somebody took the file away; what comes next goes to a new one.
            close();
        }
        return any;
    }

    /** After a failure: the next line opens the file afresh, and begins on a line of its own. Returns how many lines are lost. */
    int abandon() {
        int lost = unflushed;
        unflushed = 0;
        try {
            close();
        } catch (IOException broken) {
            // The failure has been told already.
        }
        return lost;
    }

    private OutputStream open() throws IOException {
        Files.createDirectories(settings.folder());
        boolean cut = endsWithinALine();
        OutputStream opened = new BufferedOutputStream(Files.newOutputStream(current, StandardOpenOption.CREATE, StandardOpenOption.APPEND), BUFFER);
        out = Optional.of(opened);
        size = Files.size(current);
        if (cut) {
            opened.write('\n');
            size++;
        }
        return opened;
    }

    /** A full disk or a kill may have cut the last line; the next one must not be glued to it. */
    private boolean endsWithinALine() throws IOException {
        if (!Files.exists(current) || Files.size(current) == 0) {
            return false;
        }
        try (SeekableByteChannel channel = Files.newByteChannel(current)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            channel.position(channel.size() - 1).read(last);
            return last.get(0) != '\n';
        }
    }

    private void rotate(Instant now) throws IOException {
        flush();
        close();
        if (Files.exists(current)) {
            Files.move(current, unused(now));
        }
        List<Path> aside;
        try (Stream<Path> all = Files.list(settings.folder())) {
            aside = all.filter(path -> ASIDE.matcher(path.getFileName().toString()).matches()).sorted().toList();
        }
        for (Path old : aside.subList(0, Math.max(0, aside.size() - settings.files()))) {
            Files.deleteIfExists(old);
        }
    }

    /** Files of one millisecond are told apart by a number, which sorts behind the name without one. */
    private Path unused(Instant now) {
        String stem = "reports-" + STAMP.format(now);
        Path path = settings.folder().resolve(stem + ".ndjson");
        for (int number = 1; Files.exists(path); number++) {
            path = settings.folder().resolve("%s_%03d.ndjson".formatted(stem, number));
        }
        return path;
    }

    void close() throws IOException {
        if (out.isPresent()) {
            OutputStream closing = out.get();
            out = Optional.empty();
            closing.close();
        }
    }
}
