package io.helloscope.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helloscope.bytes.Bytes;
import io.helloscope.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CtLogsTest {
    private static final Knowledge KNOWLEDGE = KnowledgeTables.load();

    @Test
    void everyLogOfTheSharedListIsKnownByTheHashOfItsKey() throws Exception {
        for (String line : Files.readAllLines(Shared.require("facts/ct-logs.tsv")).subList(1, 200)) {
            String[] cells = line.split("\t");
            CtLogs.CtLog log = KNOWLEDGE.ctLog(Bytes.of(Base64.getDecoder().decode(cells[0]))).orElseThrow();
            assertThat(MessageDigest.getInstance("SHA-256").digest(log.key().toArray())).isEqualTo(Base64.getDecoder().decode(cells[0]));
            assertThat(log.proves()).isEqualTo(cells[9].equals("yes"));
        }
        assertThat(KNOWLEDGE.ctLogsAsOf()).isAfter(LocalDate.of(2026, 1, 1));
    }

    @Test
    void aListInThePublicFormTakesThePlaceOfTheBuiltInOne(@TempDir Path folder) throws IOException {
        byte[] id = new byte[32];
        String list = """
                {"version": "89.34", "log_list_timestamp": "2026-08-29T12:00:00Z", "operators": [{"name": "Lab", "email": [], "logs": [
                  {"description": "Lab log", "log_id": "%s", "key": "AAEC", "url": "https:\\/\\/ct.lab.example\\/", "mmd": 86400}],
                  "tiled_logs": [{"log_id": "%s", "key": "AAED", "log_type": "test"}]}]}
                """.formatted(Base64.getEncoder().encodeToString(id), Base64.getEncoder().encodeToString(other()));
        Path file = Files.writeString(folder.resolve("list.json"), list);
        Knowledge knowledge = KnowledgeTables.load(List.of(), new PublicLists(Optional.empty(), Optional.of(file)));

        assertThat(knowledge.ctLog(Bytes.of(id))).contains(new CtLogs.CtLog("Lab", "Lab log", Bytes.of((byte) 0, (byte) 1, (byte) 2), true));
        assertThat(knowledge.ctLog(Bytes.of(other())).orElseThrow().proves()).isFalse();
        assertThat(knowledge.ctLogsAsOf()).isEqualTo(LocalDate.of(2026, 8, 29));
    }

    @Test
    void aDamagedListIsRefusedWithItsPlace(@TempDir Path folder) throws IOException {
        Path none = Files.writeString(folder.resolve("none.json"), "{\"operators\": []}");
        assertThatThrownBy(() -> KnowledgeTables.load(List.of(), new PublicLists(Optional.empty(), Optional.of(none))).readAll())
                .isInstanceOf(KnowledgeException.class).hasMessageContaining("no log in it");
        String head = "# as-of: 2026-08-29\nlog-id\tkey\tproves\tstate\toperator\tname\tsource\n";
        assertThatThrownBy(() -> CtLogs.parse("l.tsv", head + "AAEC\tAAEC\tyes\tusable\tA\tb\tc\n")).isInstanceOf(KnowledgeException.class)
                .hasMessageContaining("32 bytes");
        assertThatThrownBy(() -> CtLogs.parse("l.tsv", head + "!\tAAEC\tyes\tusable\tA\tb\tc\n")).isInstanceOf(KnowledgeException.class)
                .hasMessageStartingWith("l.tsv:3: no base 64");
    }

    private static byte[] other() {
        byte[] id = new byte[32];
        id[0] = 1;
        return id;
    }
}
