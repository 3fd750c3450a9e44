package io.helloscope.knowledge;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which certificates are roots of public CAs, those included that a root programme has dropped: a leaf below one is old, not intercepted.
 *
 * @param asOf the day of the newest list that went in
 * @param fingerprints SHA-256 of whole certificates, 64 hexadecimal digits in lower case
 * @param keyIds subject key identifiers, hexadecimal digits in lower case
 */
record PublicRoots(LocalDate asOf, Set<String> fingerprints, Set<String> keyIds) {
    private static final String AS_OF = "# as-of: ";
    private static final String HEAD = "sha256\tkey-id\tin\tname\tsource";

    PublicRoots {
        fingerprints = Set.copyOf(fingerprints);
        keyIds = Set.copyOf(keyIds);
    }

    static PublicRoots parse(String file, String text) {
        LocalDate asOf = LocalDate.MIN;
        Set<String> fingerprints = new HashSet<>();
        Set<String> keyIds = new HashSet<>();
        int number = 0;
        boolean headSeen = false;
        for (String line : text.split("\n")) {
            number++;
            if (line.startsWith(AS_OF)) {
                asOf = day(file, number, line.substring(AS_OF.length()).strip());
            } else if (!headSeen && line.equals(HEAD)) {
                headSeen = true;
            } else if (!line.startsWith("#")) {
                String[] cells = cells(file, number, line);
                if (!fingerprints.add(cells[0])) {
                    throw new KnowledgeException(file, number, cells[0] + " (expected: each certificate once)");
                }
                if (!cells[1].equals("-")) {
                    keyIds.add(cells[1]);
                }
            }
        }
        if (!headSeen || fingerprints.isEmpty() || asOf.equals(LocalDate.MIN)) {
            throw new KnowledgeException(file, 0, "incomplete (expected: the line " + AS_OF + "DATE, the line with the columns, rows)");
        }
        return new PublicRoots(asOf, fingerprints, keyIds);
    }

    boolean hasCertificate(String sha256) {
        return fingerprints.contains(plain(sha256));
    }

    boolean hasKeyId(String keyId) {
        return keyIds.contains(plain(keyId));
    }

    private static String plain(String hex) {
        return hex.replace(":", "").strip().toLowerCase(Locale.ROOT);
    }

    private static String[] cells(String file, int number, String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != 5 || !cells[0].matches("[0-9a-f]{64}") || !cells[1].matches("-|[0-9a-f]{8,128}") || !cells[2].matches("yes|no")
                || cells[3].isBlank() || cells[4].isBlank()) {
            throw new KnowledgeException(file, number, "not a root (expected: SHA-256, key id or -, yes or no, name, source; tabs between)");
        }
        return cells;
    }

    private static LocalDate day(String file, int number, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new KnowledgeException(file, number, "as-of: " + text + " (expected: a day such as 2026-08-13)");
        }
    }
}
