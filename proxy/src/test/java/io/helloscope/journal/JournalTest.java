package io.helloscope.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.metrics.ReportMetrics;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.report.ConnectionReport;
import io.helloscope.testing.Conversations;
import io.helloscope.testing.Reports;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

    private static final byte[] HELLO = Conversations.clientHello("in-hello.example");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ReportMetrics counters = new ReportMetrics(registry);

    private static ConnectionReport report(String host) {
        return Reports.of(Conversations.at(START).to(host, 443).client(HELLO).server("HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n")
                .closed(Direction.SERVER, CloseKind.FIN).ended());
    }

    private Journal journal(JournalSettings settings) {
        Journal journal = new Journal(settings, counters, InstantSource.system());
        journal.start();
        return journal;
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    private static List<JsonNode> allLines(Path folder) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                lines.addAll(lines(file));
            }
        }
        return lines;
    }

    @Test
    void writesOneDocumentALine(@TempDir Path folder) throws IOException {
        try (Journal journal = journal(new JournalSettings(true, folder, 1 << 20, 3))) {
            journal.concluded(report("a.example"));
            journal.concluded(report("b.example"));
        }
        List<JsonNode> lines = allLines(folder);
        assertThat(lines).hasSize(2);
        JsonNode first = lines.get(0);
        assertThat(first.at("/@timestamp").asText()).isEqualTo("2026-11-24T10:00:00.000000Z");
        assertThat(first.at("/destination/domain").asText()).isEqualTo("a.example");
        assertThat(first.at("/event/outcome").asText()).isEqualTo("failure");
        assertThat(first.at("/helloscope/cause").asText()).isEqualTo("server-speaks-http");
        assertThat(first.at("/helloscope/product").asText()).containsIgnoringCase("nginx");
        assertThat(first.at("/helloscope/plaintext_reply").asText()).startsWith("HTTP/1.1 400 Bad Request\\r\\n");
        assertThat(first.at("/tls/client/server_name").asText()).isEqualTo("in-hello.example");
        assertThat(first.at("/tls/client/ja4").asText()).startsWith("t13d");
        assertThat(first.at("/helloscope/close/by").asText()).isEqualTo("server");
    }

    @Test
    void putsFullFilesAsideAndKeepsSoMany(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("reports-of-mine.ndjson"), "{}\n");
        try (Journal journal = journal(new JournalSettings(true, folder, 64 * 1024, 2))) {
            for (int i = 0; i < 400; i++) {
                journal.concluded(report("host" + i + ".example"));
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> !file.endsWith("reports-of-mine.ndjson")).toList()).hasSize(3)
                    .allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(64 * 1024));
        }
        assertThat(folder.resolve("reports-of-mine.ndjson")).as("files of others are left alone").exists();
        assertThat(lines(folder.resolve(RotatingFile.CURRENT)).get(0).at("/destination/domain").asText()).startsWith("host");
    }

    @Test
    void filesPutAsideInTheSameInstantLoseNothing(@TempDir Path folder) throws IOException {
        try (Journal journal = new Journal(new JournalSettings(true, folder, 64 * 1024, 100), counters, InstantSource.fixed(START))) {
            journal.start();
            for (int i = 0; i < 300; i++) {
                journal.concluded(report("host" + i + ".example"));
            }
        }
        List<String> hosts = allLines(folder).stream().map(line -> line.at("/destination/domain").asText()).toList();
        assertThat(hosts).hasSize(300).doesNotHaveDuplicates();
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("reports-")).sorted().toList();
            assertThat(names).hasSizeGreaterThan(3);
            assertThat(lines(folder.resolve(names.get(0))).get(0).at("/destination/domain").asText()).as("names sort by age").isEqualTo("host0.example");
        }
    }

    @Test
    void aFileThatSomebodyTookAwayIsBegunAfresh(@TempDir Path folder) throws IOException {
        Path current = folder.resolve(RotatingFile.CURRENT);
        try (Journal journal = journal(new JournalSettings(true, folder, 1 << 20, 2))) {
            journal.concluded(report("a.example"));
            await(() -> Files.exists(current) && size(current) > 0);
            Files.move(current, folder.resolve("taken"));
            journal.concluded(report("b.example"));
            await(() -> size(folder.resolve("taken")) > 0 && !Files.exists(current));
            await(() -> {
                journal.concluded(report("c.example"));
                return Files.exists(current);
            });
        }
        assertThat(lines(current)).isNotEmpty().allSatisfy(line -> assertThat(line.at("/destination/domain").asText()).isEqualTo("c.example"));
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException gone) {
            return 0;
        }
    }

    @Test
    void continuesItsFileAfterARestart(@TempDir Path folder) throws IOException {
        JournalSettings settings = new JournalSettings(true, folder, 1 << 20, 2);
        for (String host : List.of("a.example", "b.example")) {
            try (Journal journal = journal(settings)) {
                journal.concluded(report(host));
            }
        }
        assertThat(lines(folder.resolve(RotatingFile.CURRENT))).extracting(line -> line.at("/destination/domain").asText())
                .containsExactly("a.example", "b.example");
    }

    @Test
    void aFullDiskIsToldOnceAndEveryLostLineCounted() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "this system has no /dev/full");
        Path folder = Files.createTempDirectory("journal");
        Files.createSymbolicLink(folder.resolve(RotatingFile.CURRENT), full);
        try (LogCapture log = new LogCapture(Journal.class)) {
            try (Journal journal = journal(new JournalSettings(true, folder, 1 << 20, 2))) {
                for (int i = 0; i < 20; i++) {
                    journal.concluded(report("host" + i + ".example"));
                }
                await(() -> registry.counter("helloscope.reports.dropped").count() == 20);
                Files.delete(folder.resolve(RotatingFile.CURRENT));
                journal.concluded(report("kept.example"));
                await(() -> log.messages().size() == 2);
            }
            assertThat(log.messages()).satisfiesExactly(first -> assertThat(first).startsWith("WARN").contains("cannot be written"),
                    second -> assertThat(second).startsWith("INFO").contains("written again"));
        }
        assertThat(allLines(folder)).hasSize(1);
    }

    @Test
    void whatDoesNotFitTheQueueIsCountedAndTheCallerGoesOn(@TempDir Path folder) {
        Journal idle = new Journal(new JournalSettings(true, folder, 1 << 20, 2), counters, InstantSource.fixed(START));
        ConnectionReport report = report("a.example");
        for (int i = 0; i < 5000; i++) {
            idle.concluded(report);
        }
        assertThat(registry.counter("helloscope.reports.dropped").count()).isEqualTo(5000 - 4096);
    }

    @Test
    void aFolderThatCannotBeWrittenCostsLinesAndHeals(@TempDir Path parent) throws IOException {
        Path folder = parent.resolve("journal");
        Files.writeString(folder, "a file stands where the folder should be");
        try (Journal journal = journal(new JournalSettings(true, folder, 1 << 20, 2))) {
            journal.concluded(report("lost.example"));
            await(() -> registry.counter("helloscope.reports.dropped").count() == 1);
            Files.delete(folder);
            journal.concluded(report("kept.example"));
        }
        assertThat(allLines(folder)).singleElement().satisfies(line -> assertThat(line.at("/destination/domain").asText()).isEqualTo("kept.example"));
    }

    @Test
    void aCutLineDoesNotSpoilTheNext(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("reports.ndjson"), "{\"cut\":");
        try (Journal journal = journal(new JournalSettings(true, folder, 1 << 20, 2))) {
            journal.concluded(report("a.example"));
        }
        List<String> lines = Files.readAllLines(folder.resolve("reports.ndjson"));
        assertThat(lines).hasSize(2);
        assertThat(new ObjectMapper().readTree(lines.get(1)).at("/destination/domain").asText()).isEqualTo("a.example");
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(10);
        while (!condition.getAsBoolean() && Instant.now().isBefore(end)) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
