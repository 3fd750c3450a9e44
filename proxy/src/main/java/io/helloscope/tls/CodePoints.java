package io.helloscope.tls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A table from numbers on the wire to their registered names, read from a resource beside this class. */
final class CodePoints {
    private static final int COLUMNS = 3;

    private final Map<Integer, String> names;

    private CodePoints(Map<Integer, String> names) {
        this.names = Map.copyOf(names);
    }

    /** Reads a table that ships with the program; damage is a bug of the build and stops it with file and line. */
    static CodePoints load(String resource) {
        try (InputStream in = CodePoints.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + ": missing");
            }
            return read(resource, new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    static CodePoints read(String file, Reader source) throws IOException {
        Map<Integer, String> names = new HashMap<>();
        BufferedReader lines = new BufferedReader(source);
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                add(names, line, file + ":" + number);
            }
        }
        if (names.isEmpty()) {
            throw new IllegalStateException(file + ": no rows");
        }
        return new CodePoints(names);
    }

    private static void add(Map<Integer, String> names, String line, String place) {
        String[] columns = line.split("\t", -1);
        if (columns.length != COLUMNS || columns[1].isBlank() || columns[2].isBlank()) {
            throw new IllegalStateException(place + ": " + columns.length + " columns (expected: number, name, source)");
        }
        int code;
        try {
            code = Integer.parseInt(columns[0], 16);
        } catch (NumberFormatException e) {
            throw new IllegalStateException(place + ": " + columns[0] + " (expected: a hexadecimal number)", e);
        }
        if (names.putIfAbsent(code, columns[1]) != null) {
            throw new IllegalStateException(place + ": " + columns[0] + " has a row already");
        }
    }

    /** All numbers of the table. */
    Set<Integer> codes() {
        return names.keySet();
    }

    Optional<String> name(int code) {
        return Optional.ofNullable(names.get(code));
    }

    /** The name of a two-byte number; a reserved one (RFC 8701) or an unknown one is shown as a number. */
    String wideName(int code) {
        String name = names.get(code);
        if (name != null) {
            return name;
        }
        return isGrease(code) ? "GREASE (" + hex(code) + ")" : hex(code);
    }

    /** The name of a one-byte number. */
    String narrowName(int code) {
        String name = names.get(code);
        return name != null ? name : "unknown (" + code + ")";
    }

    int size() {
        return names.size();
    }

    /** Whether a two-byte number is one of the sixteen that are reserved to be ignored (RFC 8701 section 2). */
    static boolean isGrease(int code) {
        return (code & 0x0f0f) == 0x0a0a && code >> 8 == (code & 0xff);
    }

    static String hex(int code) {
        // Shown by the dozen for each hello: a format string would cost more than all the rest of its report.
        return "0x" + HexFormat.of().toHexDigits(code, code > 0xffff ? 6 : 4);
    }
}
