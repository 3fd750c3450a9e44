package io.helloscope.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** Names and bcrypt hashes, as {@code htpasswd -nB NAME} writes them: {@code name:$2y$10$...}, one a line; {@code #} begins a remark. */
public final class Passwords {
    /** Of no password; checked for names that do not exist, so that they take as long as those that do. */
    private static final String NOBODY = "$2y$10$abcdefghijklmnopqrstuuWmjLYxDGhzTQC4jZDN09ZBMnF3DqfFy";
    private static final int MOST_BYTES = 72;

    private final Map<String, String> hashes;

    private Passwords(Map<String, String> hashes) {
        this.hashes = Map.copyOf(hashes);
    }

    /** Reads a password file; what is wrong with it is an IllegalArgumentException with its line. */
    public static Passwords read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(file + " cannot be read as text");
        }
        Map<String, String> hashes = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon < 1 || !line.substring(colon + 1).matches("\\$2[aby]\\$(0[4-9]|1[0-4])\\$[./A-Za-z0-9]{53}")) {
                throw new IllegalArgumentException(
                        file + " line " + (i + 1) + ": no name and bcrypt hash of cost 4..14 (expected: what htpasswd -nB NAME prints)");
            }
            hashes.put(line.substring(0, colon), line.substring(colon + 1));
        }
        if (hashes.isEmpty()) {
            throw new IllegalArgumentException(file + " has no line NAME:HASH (expected: what htpasswd -nB NAME prints)");
        }
        return new Passwords(hashes);
    }

    /** Whether it is this name's password. Slow by intent. */
    boolean matches(String name, String password) {
        // bcrypt looks at 72 bytes only; a longer password would match each other one with the same beginning.
        byte[] bytes = password.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        boolean usable = bytes.length <= MOST_BYTES && !password.isEmpty() && password.indexOf('\0') < 0;
        boolean right = OpenBSDBCrypt.checkPassword(hashes.getOrDefault(name, NOBODY), usable ? bytes : new byte[] {'-'});
        return right && usable && hashes.containsKey(name);
    }
}
