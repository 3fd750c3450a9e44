package io.helloscope.access;

import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * Users and bcrypt hashes, as {@code htpasswd -nB USER} prints them: {@code user:$2y$10$...}, one a line; {@code #} begins a remark.
 * Callable from any thread.
 */
public final class Passwords {
    /** Of no password; checked for users that do not exist, so that they take as long as those that do. */
    private static final String NOBODY = "$2y$10$abcdefghijklmnopqrstuuWmjLYxDGhzTQC4jZDN09ZBMnF3DqfFy";
    private static final String HASH = "\\$2[aby]\\$(0[4-9]|1[0-4])\\$[./A-Za-z0-9]{53}";
    private static final String EXPECTED = " (expected: what htpasswd -nB USER prints, of cost 4..14)";
    /** bcrypt looks at so many bytes only: a longer password would match each other one with the same beginning. */
    private static final int MOST_BYTES = 72;
    private static final int SALT_BYTES = 16;
    private static final int COST = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, String> hashes;
    /** What was right before, keyed, so that it is not hashed again for each request. At most one a user. */
    private final Map<String, byte[]> remembered = new ConcurrentHashMap<>();
    private final SecretKeySpec key;

    private Passwords(Map<String, String> hashes) {
        this.hashes = Map.copyOf(hashes);
        byte[] secret = new byte[32];
        RANDOM.nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /**
     * Reads a password file.
     *
     * @throws IllegalArgumentException where it cannot be used; the message names the line and shows nothing of it
     */
    public static Passwords read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(file + " cannot be read as text");
        }
        return parse(file.toString(), lines);
    }

    /**
     * Passwords of these lines.
     *
     * @param name where they come from, for messages
     * @throws IllegalArgumentException as {@link #read}
     */
    public static Passwords parse(String name, List<String> lines) {
        Map<String, String> hashes = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon < 1 || !line.substring(colon + 1).matches(HASH)) {
                throw new IllegalArgumentException(name + " line " + (i + 1) + ": no user and bcrypt hash" + EXPECTED);
            }
            if (hashes.put(line.substring(0, colon), line.substring(colon + 1)) != null) {
                throw new IllegalArgumentException(name + " line " + (i + 1) + ": a user who is there twice (expected: one line a user)");
            }
        }
        if (hashes.isEmpty()) {
            throw new IllegalArgumentException(name + ": no user" + EXPECTED);
        }
        return new Passwords(hashes);
    }

    /**
     * A line for such a file.
     *
     * @param user without colon, control characters, and spaces or {@code #} at its ends
     * @param password 1..72 bytes of UTF-8, no NUL
     */
    public static String line(String user, char[] password) {
        if (user.isEmpty() || user.startsWith("#") || user.indexOf(':') >= 0 || !user.strip().equals(user)
                || user.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("user (expected: no colon, no control character, no # or space at its ends)");
        }
        byte[] bytes = utf8(CharBuffer.wrap(password));
        if (!usable(bytes)) {
            throw new IllegalArgumentException("password: " + bytes.length + " bytes (expected: 1.." + MOST_BYTES + ", none of them NUL)");
        }
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return user + ":" + OpenBSDBCrypt.generate("2y", bytes, salt, COST);
    }

    /** Whether these were found right before. Quick: microseconds. */
    public boolean remembers(String user, String password) {
        byte[] before = remembered.get(user);
        return before != null && MessageDigest.isEqual(before, keyed(user, password));
    }

    /** Whether this is the user's password. Slow by intent where it is not remembered: a tenth of a second, not for an event loop. */
    public boolean matches(String user, String password) {
        if (remembers(user, password)) {
            return true;
        }
        byte[] bytes = utf8(CharBuffer.wrap(password));
        boolean usable = usable(bytes);
        boolean right = OpenBSDBCrypt.checkPassword(hashes.getOrDefault(user, NOBODY), usable ? bytes : new byte[] {'-'});
        if (!right || !usable || !hashes.containsKey(user)) {
            return false;
        }
        remembered.put(user, keyed(user, password));
        return true;
    }

    private static boolean usable(byte[] password) {
        for (byte b : password) {
            if (b == 0) {
                return false;
            }
        }
        return password.length > 0 && password.length <= MOST_BYTES;
    }

    private byte[] keyed(String user, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(utf8(CharBuffer.wrap(user)));
            mac.update((byte) 0);
            return mac.doFinal(utf8(CharBuffer.wrap(password)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has HmacSHA256", missing);
        }
    }

    private static byte[] utf8(CharBuffer text) {
        java.nio.ByteBuffer encoded = StandardCharsets.UTF_8.encode(text);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }
}
