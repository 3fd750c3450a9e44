package io.helloscope.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * One file, and beside it SQLite's log of what is not yet in it. A kill loses no transaction that was committed; a power cut may lose
 * the last ones, and damages nothing.
 */
final class SqliteDatabase implements Database {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int CORRUPT = 11;
    private static final int NO_DATABASE = 26;
    private static final Set<Integer> ROWS_FAULT = Set.of(18 /* too big */, 19 /* constraint */, 20 /* mismatch */, 25 /* range */);
    private static final int LOG_KEPT = 16 << 20;
    private static final int FREED_AT_ONCE = 2000;

    private final Path file;

    SqliteDatabase(Path file) {
        this.file = file;
    }

    /** SQLite gives its log the permissions of the file. */
    @Override
    public void prepare() throws IOException, SQLException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        boolean posix = Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix");
        if (Files.exists(file)) {
            if (posix && Files.isWritable(file) && !Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
                Files.setPosixFilePermissions(file, OWNER_ONLY);
            }
        } else if (posix) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        if (!Files.exists(file) || Files.size(file) == 0) {
            found();
        }
    }

    /** Before the first page is written it is chosen whether pages can be given back to the disk; later it cannot be changed. */
    private void found() throws SQLException {
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath()); Statement statement = plain.createStatement()) {
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            statement.execute("VACUUM");
        }
    }

    @Override
    public DataSource source() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(5000);
        config.setJournalSizeLimit(LOG_KEPT);
        config.setCacheSize(-16_000);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }

    @Override
    public String migrations() {
        return "io/helloscope/store/sqlite";
    }

    @Override
    public String documentParameter(String name) {
        return ":" + name;
    }

    @Override
    public Object toColumn(byte[] json) {
        return Packed.pack(json);
    }

    @Override
    public byte[] fromColumn(Object column) throws IOException {
        return Packed.unpack((byte[]) column);
    }

    @Override
    public long size(Handle handle) {
        return handle.createQuery("SELECT (p.page_count - f.freelist_count) * s.page_size"
                + " FROM pragma_page_count p, pragma_freelist_count f, pragma_page_size s").mapTo(Long.class).one();
    }

    /** By the one call of the driver that runs a statement to its end: this one frees a page a step and has no columns to be asked for. */
    @Override
    public void shrink(Handle handle) throws SQLException {
        if (handle.createQuery("SELECT freelist_count FROM pragma_freelist_count").mapTo(Long.class).one() == 0) {
            return;
        }
        try (Statement statement = handle.getConnection().createStatement()) {
            statement.executeUpdate("PRAGMA incremental_vacuum(" + FREED_AT_ONCE + ")");
            // The file becomes shorter when its log is written into it.
            statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
        }
    }

    @Override
    public boolean present() {
        return Files.exists(file);
    }

    @Override
    public boolean damaged(SQLException failure) {
        int code = failure.getErrorCode() & 0xff;
        return code == CORRUPT || code == NO_DATABASE;
    }

    @Override
    public boolean refused(SQLException failure) {
        return ROWS_FAULT.contains(failure.getErrorCode() & 0xff);
    }

    @Override
    public String setAside() throws IOException {
        Path aside = unused();
        for (String suffix : new String[] {"-wal", "-shm", ""}) {
            Path part = file.resolveSibling(file.getFileName() + suffix);
            if (Files.exists(part)) {
                Files.move(part, aside.resolveSibling(aside.getFileName() + suffix));
            }
        }
        return aside.toString();
    }

    private Path unused() {
        String stem = file.getFileName().toString().replaceFirst("\\.db$", "") + "-damaged-" + STAMP.format(Instant.now());
        Path path = file.resolveSibling(stem + ".db");
        for (int number = 1; Files.exists(path); number++) {
            path = file.resolveSibling(stem + "_" + number + ".db");
        }
        return path;
    }

    @Override
    public String name() {
        return file.toString();
    }
}
