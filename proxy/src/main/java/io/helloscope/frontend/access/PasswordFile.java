package io.helloscope.frontend.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * Users and hashed passwords, one a line; {@code #} begins a remark. A line is either
 * {@code user:pbkdf2-sha256:iterations:salt:hash}, salt and hash in base 64, as {@link #line} makes it, or what
 * {@code htpasswd -nB user} prints ({@code user:$2y$10$...}). Callable from any thread.
 */
public final class PasswordFile {
    private static final int ITERATIONS = 210_000;
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int BCRYPT_BYTES = 72;
    private static final String EXPECTED =
            " (expected: user:pbkdf2-sha256:iterations:salt:hash, or what htpasswd -nB prints)";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A hash that a password can be held against; slow by intent. */
    private interface Hash {
        boolean matches(byte[] password);
    }

    private final Map<String, Hash> hashes;
    /** Checked for users that do not exist, so that they take as long as those that do. */
    private final Hash nobody;
    /** What was right before, keyed, so that it is not hashed again for each request. At most one a user. */
    private final Map<String, byte[]> remembered = new ConcurrentHashMap<>();
    private final SecretKeySpec key;

    private PasswordFile(Map<String, Hash> hashes) {
        this.hashes = Map.copyOf(hashes);
        this.nobody = hashes.values().iterator().next();
        byte[] secret = new byte[HASH_BYTES];
        RANDOM.nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException where it cannot be used; the message names the line and shows nothing of it
     */
    public static PasswordFile read(Path file) {
        try {
            return parse(file.toString(), Files.readAllLines(file));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(file + " cannot be read as text");
        }
    }

    private static PasswordFile parse(String name, List<String> lines) {
        Map<String, Hash> hashes = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String place = name + " line " + (i + 1);
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException(place + ": no user" + EXPECTED);
            }
            if (hashes.put(line.substring(0, colon), hash(place, line.substring(colon + 1))) != null) {
                throw new IllegalArgumentException(place + ": a user that is there twice (expected: one line a user)");
            }
        }
        if (hashes.isEmpty()) {
            throw new IllegalArgumentException(name + ": no user" + EXPECTED);
        }
        return new PasswordFile(hashes);
    }

    private static Hash hash(String place, String written) {
        if (written.matches("\\$2[aby]\\$(0[4-9]|1[0-4])\\$[./A-Za-z0-9]{53}")) {
            return password -> password.length > 0 && password.length <= BCRYPT_BYTES
                    && OpenBSDBCrypt.checkPassword(written, password);
        }
        String[] parts = written.split(":", -1);
        if (parts.length != 4 || !parts[0].equals("pbkdf2-sha256") || !parts[1].matches("[1-9][0-9]{0,7}")) {
            throw new IllegalArgumentException(place + ": an unknown kind of hash" + EXPECTED);
        }
        int iterations = Integer.parseInt(parts[1]);
        byte[] salt = decoded(place, parts[2]);
        byte[] expected = decoded(place, parts[3]);
        if (iterations > MOST_ITERATIONS || salt.length < 8 || expected.length < 16 || expected.length > 64) {
            throw new IllegalArgumentException(place + ": (expected: at most " + MOST_ITERATIONS
                    + " iterations, a salt of 8 bytes or more, a hash of 16..64 bytes)");
        }
        return password -> MessageDigest.isEqual(expected, derived(password, salt, iterations, expected.length));
    }

    private static byte[] decoded(String place, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(place + ": salt or hash is not base 64" + EXPECTED);
        }
    }

    /**
     * A line for such a file.
     *
     * @param user without colon and control characters
     * @param password not empty
     */
    public static String line(String user, String password) {
        if (user.isEmpty() || user.startsWith("#") || user.indexOf(':') >= 0 || user.chars().anyMatch(Character::isISOControl)
                || !user.strip().equals(user)) {
            throw new IllegalArgumentException("user (expected: no colon, no control character, no # or space at its ends)");
        }
        if (password.isEmpty()) {
            throw new IllegalArgumentException("password: empty (expected: one character or more)");
        }
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        byte[] hash = derived(password.getBytes(StandardCharsets.UTF_8), salt, ITERATIONS, HASH_BYTES);
        Base64.Encoder base64 = Base64.getEncoder();
        return user + ":pbkdf2-sha256:" + ITERATIONS + ":" + base64.encodeToString(salt) + ":" + base64.encodeToString(hash);
    }

    /** Whether these were found right before. Quick: microseconds. */
    public boolean remembers(String user, String password) {
        byte[] before = remembered.get(user);
        return before != null && MessageDigest.isEqual(before, keyed(user, password));
    }

    /** Whether this is the user's password. Slow by intent: a tenth of a second, not for an event loop. */
    public boolean matches(String user, String password) {
        Hash hash = hashes.getOrDefault(user, nobody);
        boolean right = hash.matches(password.getBytes(StandardCharsets.UTF_8)) && hashes.containsKey(user);
        if (right) {
            remembered.put(user, keyed(user, password));
        }
        return right;
    }

    private byte[] keyed(String user, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(user.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** PBKDF2 (RFC 8018 section 5.2) with HMAC-SHA-256 over the bytes themselves; the JDK's own takes characters, and ASCII only. */
    private static byte[] derived(byte[] password, byte[] salt, int iterations, int length) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            // A key of zeros is the same key as an empty one, which the JDK refuses.
            mac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, "HmacSHA256"));
            byte[] derived = new byte[0];
            for (int block = 1; derived.length < length; block++) {
                mac.update(salt);
                byte[] step = mac.doFinal(new byte[] {(byte) (block >> 24), (byte) (block >> 16), (byte) (block >> 8), (byte) block});
                byte[] sum = step.clone();
                for (int i = 1; i < iterations; i++) {
                    step = mac.doFinal(step);
                    for (int at = 0; at < sum.length; at++) {
                        sum[at] ^= step[at];
                    }
                }
                derived = Arrays.copyOf(derived, derived.length + sum.length);
                System.arraycopy(sum, 0, derived, derived.length - sum.length, sum.length);
            }
            return Arrays.copyOf(derived, length);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
