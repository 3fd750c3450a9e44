package io.helloscope.journal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Lines to a file that is put aside when it is large enough; the newest of those put aside are kept. Confined to one thread. */
final class RotatingFile implements AutoCloseable {
    private static final String CURRENT = "reports.ndjson";
    private static final String PREFIX = "reports-";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final JournalSettings settings;
    private Optional<OutputStream> out = Optional.empty();
    private long size;

    RotatingFile(JournalSettings settings) {
        this.settings = settings;
    }

    void line(byte[] line, Instant now) throws IOException {
        if (size > 0 && size + line.length + 1 > settings.fileSize()) {
            rotate(now);
        }
        OutputStream to = out.isPresent() ? out.get() : open();
        to.write(line);
        to.write('\n');
        size += line.length + 1;
    }

    void flush() throws IOException {
        if (out.isPresent()) {
            out.get().flush();
        }
    }

    /** After a failure: the file is opened afresh by the next line, on a line of its own. */
    void abandon() {
        out.ifPresent(stream -> {
            try {
                stream.close();
            } catch (IOException broken) {
                // the failure has been told already
            }
        });
        out = Optional.empty();
    }

    private OutputStream open() throws IOException {
        Files.createDirectories(settings.folder());
        Path current = settings.folder().resolve(CURRENT);
        boolean cut = endsWithinALine(current);
        OutputStream opened = new BufferedOutputStream(Files.newOutputStream(current, StandardOpenOption.CREATE, StandardOpenOption.APPEND), 1 << 16);
        size = Files.size(current);
        out = Optional.of(opened);
        if (cut) {
            opened.write('\n');
            size++;
        }
        return opened;
    }

    /** A full disk or a kill may have cut the last line; the next one must not be glued to it. */
    private static boolean endsWithinALine(Path file) throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return false;
        }
        try (var channel = Files.newByteChannel(file)) {
            java.nio.ByteBuffer last = java.nio.ByteBuffer.allocate(1);
            channel.position(channel.size() - 1).read(last);
            return last.get(0) != '\n';
        }
    }

    private void rotate(Instant now) throws IOException {
        close();
        Path aside = settings.folder().resolve(PREFIX + STAMP.format(now) + ".ndjson");
        Files.move(settings.folder().resolve(CURRENT), aside, StandardCopyOption.REPLACE_EXISTING);
        size = 0;
        List<Path> kept;
        try (Stream<Path> all = Files.list(settings.folder())) {
            kept = all.filter(path -> path.getFileName().toString().startsWith(PREFIX)).sorted().toList();
        }
        for (Path old : kept.subList(0, Math.max(0, kept.size() - settings.files()))) {
            Files.deleteIfExists(old);
        }
    }

    @Override
    public void close() throws IOException {
        if (out.isPresent()) {
            OutputStream closing = out.get();
            out = Optional.empty();
            closing.close();
        }
    }
}
