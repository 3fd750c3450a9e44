package io.helloscope.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.report.ConnectionReport;
import io.helloscope.report.ReportQuery;
import io.helloscope.store.HistorySettings.Sqlite;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the embedded database when the process, the disk or the file fails. */
@Timeout(180)
class SqliteFaultsTest {
    @TempDir
    Path folder;

    private final Counted counted = new Counted();

    private Path file() {
        return folder.resolve("history.db");
    }

    private DatabaseHistory start() {
        return Databases.start(Databases.settings(new Sqlite(file())), counted);
    }

    private static void tell(DatabaseHistory history, int from, int to) {
        IntStream.range(from, to).forEach(second -> history.report(Told.failure(second, "a.example", "10.0.0.1")));
    }

    private Set<String> kept() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            return new HashSet<>(Jdbi.create(connection).withHandle(handle -> handle.createQuery("SELECT id FROM report").mapTo(String.class).list()));
        }
    }

    private String integrity() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            return Jdbi.create(connection).withHandle(handle -> handle.createQuery("PRAGMA integrity_check").mapTo(String.class).one());
        }
    }

    private List<Path> aside() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.getFileName().toString().matches("history-damaged-.*\\.db")).toList();
        }
    }

    @Test
    void killedUnderLoadItLosesAtMostTheLastBatch(TestReporter reporter) throws Exception {
        List<String> all = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            List<String> told = toldUntilKilled(round * 1_000_000, 2000 + round * 777);
            List<String> lost = new ArrayList<>(told);
            Set<String> kept = kept();
            lost.removeAll(kept);
            reporter.publishEntry("told %d, kept %d, lost %d".formatted(told.size(), told.size() - lost.size(), lost.size()));
            assertThat(lost).as("the last ones, a batch at most").hasSizeLessThanOrEqualTo(Recorder.BATCH)
                    .isEqualTo(told.subList(told.size() - lost.size(), told.size()));
            assertThat(kept).as("those of earlier rounds").containsAll(all);
            assertThat(integrity()).isEqualTo("ok");
            told.removeAll(lost);
            all.addAll(told);
        }
        assertThat(aside()).isEmpty();
        try (DatabaseHistory history = start()) {
            Databases.awaitUp(history);
            assertThat(history.reports(ReportQuery.newest(1000)).items()).hasSize(1000);
        }
    }

    private List<String> toldUntilKilled(int first, int enough) throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Flooder.class.getName(), file().toString(),
                Integer.toString(first)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<String> told = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told.add(line);
                if (told.size() == enough) {
                    // SIGKILL that leaves the pipe open: what was told before counts.
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(told).hasSizeGreaterThanOrEqualTo(enough);
        // Its last line may have been cut.
        return new ArrayList<>(told.stream().filter(id -> id.length() == 23).toList());
    }

    @Test
    void aFullDiskHealsWithoutLoss(TestReporter reporter) throws Exception {
        try (Disk disk = Disk.mount(folder, "2m"); DatabaseHistory history = start()) {
            Databases.awaitUp(history);
            int told = 0;
            while (!history.health().get("status").equals("failing") && told < 100_000) {
                tell(history, told, told + 500);
                told += 500;
                Databases.await("it is written or the disk is full",
                        () -> history.health().get("waiting").equals(0) || history.health().get("status").equals("failing"));
            }
            assertThat(history.health()).containsEntry("status", "failing").containsKey("failing_since");
            long begun = System.nanoTime();
            tell(history, told, told + 1000);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("telling does not wait").isLessThan(Duration.ofSeconds(2));
            assertThat(history.reports(ReportQuery.newest(50)).items()).hasSize(50);
            int waiting = (int) history.health().get("waiting");
            disk.remount("size=64m");
            Databases.awaitWritten(history);
            reporter.publishEntry("told %d, waiting while the disk was full %d, kept %d, dropped %d".formatted(told + 1000, waiting, kept().size(),
                    counted.dropped.get()));
            assertThat(kept()).hasSize(told + 1000);
            assertThat(counted.dropped).hasValue(0);
            assertThat(integrity()).isEqualTo("ok");
        }
    }

    @Test
    void aDiskThatIsReadOnlyHeals() throws Exception {
        try (Disk disk = Disk.mount(folder, "16m")) {
            try (DatabaseHistory history = start()) {
                tell(history, 0, 100);
                Databases.awaitWritten(history);
            }
            disk.remount("ro");
            try (DatabaseHistory history = start()) {
                tell(history, 100, 200);
                Databases.await("it is noticed", () -> history.health().get("status").equals("failing"));
                assertThat(history.reports(ReportQuery.newest(10)).items()).hasSize(10);
                disk.remount("rw");
                Databases.awaitWritten(history);
            }
            assertThat(kept()).hasSize(200);
            assertThat(aside()).isEmpty();
        }
    }

    @Test
    void whatDoesNotFitTheQueueIsCounted() {
        Path nowhere = Path.of("/proc/history/history.db");
        HistorySettings settings = new HistorySettings(new Sqlite(nowhere), 100, Duration.ofDays(1), 1L << 20, 1000);
        try (DatabaseHistory history = Databases.start(settings, counted)) {
            tell(history, 0, 2500);
            assertThat(counted.dropped).hasValue(1500);
            assertThat(history.health().get("waiting")).isEqualTo(1000);
            Databases.await("it is noticed", () -> history.health().get("status").equals("failing"));
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsSetAside() throws Exception {
        byte[] garbage = new byte[100_000];
        new Random(1).nextBytes(garbage);
        Files.write(file(), garbage);
        try (DatabaseHistory history = start()) {
            tell(history, 0, 100);
            Databases.awaitWritten(history);
        }
        assertThat(kept()).hasSize(100);
        assertThat(aside()).singleElement().satisfies(path -> assertThat(path).hasBinaryContent(garbage));
    }

    @Test
    void aFileThatWasCutIsSetAside(TestReporter reporter) throws Exception {
        written(2000);
        long size = Files.size(file());
        try (RandomAccessFile cut = new RandomAccessFile(file().toFile(), "rw")) {
            cut.setLength(size / 2 + 100);
        }
        try (DatabaseHistory history = start()) {
            tell(history, 2000, 2100);
            Databases.awaitWritten(history);
        }
        reporter.publishEntry("before the cut 2000, told after it 100, kept %d, set aside %d bytes".formatted(kept().size(), Files.size(aside().get(0))));
        assertThat(kept()).hasSize(100);
        assertThat(aside()).hasSize(1);
        assertThat(integrity()).isEqualTo("ok");
    }

    @Test
    void pagesThatWereOverwrittenAreNoticedWhenTheyAreRead(TestReporter reporter) throws Exception {
        written(2000);
        try (RandomAccessFile damaged = new RandomAccessFile(file().toFile(), "rw")) {
            byte[] garbage = new byte[4096];
            new Random(2).nextBytes(garbage);
            for (long page = 8; page < Files.size(file()) / 4096; page++) {
                damaged.seek(page * 4096);
                damaged.write(garbage);
            }
        }
        try (DatabaseHistory history = start()) {
            Databases.await("a reader or a writer meets the damage", () -> {
                ConnectionReport report = Told.failure(3000, "b.example", "10.0.0.1");
                history.report(report);
                history.reports(ReportQuery.newest(1000));
                return !asideNow().isEmpty();
            });
            Databases.awaitWritten(history);
            assertThat(history.reports(ReportQuery.newest(1000)).complete()).isTrue();
        }
        reporter.publishEntry("before the damage 2000, kept %d".formatted(kept().size()));
        assertThat(kept()).isNotEmpty().hasSizeLessThan(2000);
        assertThat(integrity()).isEqualTo("ok");
    }

    private List<Path> asideNow() {
        try {
            return aside();
        } catch (IOException busy) {
            return List.of();
        }
    }

    private void written(int reports) {
        try (DatabaseHistory history = start()) {
            tell(history, 0, reports);
            Databases.awaitWritten(history);
        }
    }

    @Test
    void aFileThatSomebodyTakesAwayIsBegunAnew() throws Exception {
        try (DatabaseHistory history = start()) {
            tell(history, 0, 100);
            Databases.awaitWritten(history);
            try (Stream<Path> all = Files.list(folder)) {
                for (Path path : all.toList()) {
                    Files.delete(path);
                }
            }
            tell(history, 100, 200);
            Databases.await("there is a file again", () -> Files.exists(file()));
            Databases.awaitWritten(history);
        }
        assertThat(kept()).hasSize(100);
    }

    @Test
    void onlyItsOwnerReadsIt() throws Exception {
        Files.createFile(file());
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        try (DatabaseHistory history = start()) {
            tell(history, 0, 10);
            Databases.awaitWritten(history);
            try (Stream<Path> all = Files.list(folder)) {
                assertThat(all.toList()).hasSizeGreaterThan(1)
                        .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void aHistoryThatIsLargerThanItMayBeForgetsTheOldest() throws Exception {
        HistorySettings small = new HistorySettings(new Sqlite(file()), 100, Duration.ofDays(30), 1L << 20, 20_000);
        try (DatabaseHistory history = Databases.start(small, counted)) {
            for (int second = 0; second < 30_000; second += 500) {
                tell(history, second, second + 500);
                Databases.awaitWritten(history);
            }
        }
        assertThat(kept()).hasSizeGreaterThan(200).hasSizeLessThan(25_000);
        assertThat(Files.size(file())).isLessThan(12L << 20);
        try (DatabaseHistory history = Databases.start(small, counted)) {
            Databases.awaitUp(history);
            assertThat(history.reports(ReportQuery.newest(1)).items().get(0).instant("@timestamp")).contains(Told.START.plusSeconds(29_999));
            Databases.await("what is too much is gone", () -> sizeNow() < 2L << 20);
        }
    }

    private long sizeNow() {
        try {
            return Files.size(file());
        } catch (IOException busy) {
            return Long.MAX_VALUE;
        }
    }
}
