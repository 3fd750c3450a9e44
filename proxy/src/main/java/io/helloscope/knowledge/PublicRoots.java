package io.helloscope.knowledge;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which certificates are roots of public CAs, those included that a root programme has dropped: a leaf below one is old, not intercepted.
 *
 * @param asOf the day of the newest list that went in
 * @param fingerprints SHA-256 of whole certificates, 64 hexadecimal digits in lower case
 * @param keys SHA-256 of their public keys with algorithm, 64 hexadecimal digits in lower case
 * @param keyIds subject key identifiers, hexadecimal digits in lower case
 */
public record PublicRoots(LocalDate asOf, Set<String> fingerprints, Set<String> keys, Set<String> keyIds) {
    private static final String HEAD = "sha256\tkey\tkey-id\tin\tname\tsource";

    public PublicRoots {
        fingerprints = Set.copyOf(fingerprints);
        keys = Set.copyOf(keys);
        keyIds = Set.copyOf(keyIds);
    }

    static PublicRoots parse(String file, String text) {
        Set<String> fingerprints = new HashSet<>();
        Set<String> keys = new HashSet<>();
        Set<String> keyIds = new HashSet<>();
        LocalDate asOf = Tsv.read(file, text, HEAD, (number, cells) -> {
            check(file, number, cells);
            if (!fingerprints.add(cells[0])) {
                throw new KnowledgeException(file, number, cells[0] + " (expected: each certificate once)");
            }
            keys.add(cells[1]);
            if (!cells[2].equals("-")) {
                keyIds.add(cells[2]);
            }
        });
        return new PublicRoots(asOf, fingerprints, keys, keyIds);
    }

    boolean hasCertificate(String sha256) {
        return fingerprints.contains(plain(sha256));
    }

    boolean hasKey(String sha256) {
        return keys.contains(plain(sha256));
    }

    boolean hasKeyId(String keyId) {
        return keyIds.contains(plain(keyId));
    }

    private static String plain(String hex) {
        return hex.replace(":", "").strip().toLowerCase(Locale.ROOT);
    }

    private static void check(String file, int number, String[] cells) {
        if (cells.length != 6 || !cells[0].matches("[0-9a-f]{64}") || !cells[1].matches("[0-9a-f]{64}") || !cells[2].matches("-|[0-9a-f]{8,128}")
                || !cells[3].matches("yes|no") || cells[4].isBlank() || cells[5].isBlank()) {
            throw new KnowledgeException(file, number,
                    "not a root (expected: SHA-256, SHA-256 of the key, key id or -, yes or no, name, source; tabs between)");
        }
    }
}
