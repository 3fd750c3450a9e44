package io.helloscope.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helloscope.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicRootsTest {
    private static final Knowledge KNOWLEDGE = KnowledgeTables.load();
    private static final String HEAD = "# as-of: 2026-08-13\nsha256\tkey\tkey-id\tin\tname\tsource\n";
    private static final String ROOT = "ab".repeat(32) + "\t" + "12".repeat(32) + "\tcdef0123\tyes\tA Root\tlist\n";

    @Test
    void aRootIsKnownByFingerprintAndByKeyIdHoweverTheyAreWritten() {
        String isrgRootX1 = "96BCEC06264976F37460779ACF28C5A7CFE8A3C0AAE11A8FFCEE05C0BDDF08C6";

        assertThat(KNOWLEDGE.isPublicRoot(isrgRootX1)).isTrue();
        assertThat(KNOWLEDGE.isPublicRoot(isrgRootX1.toLowerCase(java.util.Locale.ROOT).replaceAll("(..)(?!$)", "$1:"))).isTrue();
        assertThat(KNOWLEDGE.isPublicRootKeyId("79:B4:59:E6:7B:B6:E5:E4:01:73:80:08:88:C8:1A:58:F6:E9:9B:6E")).isTrue();
        assertThat(KNOWLEDGE.isPublicRoot("00".repeat(32))).isFalse();
        assertThat(KNOWLEDGE.isPublicRootKeyId("-")).isFalse();
        assertThat(KNOWLEDGE.isPublicRootKeyId("")).isFalse();
        assertThat(KNOWLEDGE.publicRootsAsOf()).isAfter(LocalDate.of(2026, 1, 1));
    }

    @Test
    void everyRootOfTheSharedListIsKnown() throws IOException {
        List<String> lines = Files.readAllLines(Shared.require("facts/public-roots.tsv"));
        int fingerprint = Arrays.asList(lines.get(0).split("\t")).indexOf("cert_sha256");

        assertThat(lines.stream().skip(1).map(line -> line.split("\t")[fingerprint])).hasSizeGreaterThan(150).allMatch(KNOWLEDGE::isPublicRoot);
    }

    @Test
    void aDamagedListIsRefusedWithItsLine() {
        assertThat(PublicRoots.parse("r.tsv", HEAD + ROOT).hasKeyId("cdef0123")).isTrue();
        assertThat(PublicRoots.parse("r.tsv", HEAD + ROOT).hasKey("12".repeat(32))).isTrue();
        assertThatThrownBy(() -> PublicRoots.parse("r.tsv", HEAD + ROOT + "zz\tcd\tyes\tA\tb\n")).isInstanceOf(KnowledgeException.class)
                .hasMessageStartingWith("r.tsv:4: not a root (expected: SHA-256");
        assertThatThrownBy(() -> PublicRoots.parse("r.tsv", HEAD + ROOT + ROOT)).isInstanceOf(KnowledgeException.class)
                .hasMessageStartingWith("r.tsv:4: ").hasMessageEndingWith("(expected: each certificate once)");
        assertThatThrownBy(() -> PublicRoots.parse("r.tsv", HEAD)).isInstanceOf(KnowledgeException.class).hasMessageStartingWith("r.tsv: incomplete");
        assertThatThrownBy(() -> PublicRoots.parse("r.tsv", HEAD.replace("2026-08-13", "lately") + ROOT)).isInstanceOf(KnowledgeException.class)
                .hasMessageStartingWith("r.tsv:1: as-of: lately");
    }
}
