package io.helloscope.dial;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * User and password for a next proxy.
 *
 * @param user at most 255 bytes of UTF-8, without colon
 * @param password at most 255 bytes of UTF-8
 */
public record Credentials(String user, String password) {
    private static final int MOST_BYTES = 255;

    public Credentials {
        if (user.isEmpty() || user.indexOf(':') >= 0 || tooLong(user) || tooLong(password)
                || (user + password).chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("credentials (expected: user:password, each 1..255 bytes, no control characters)");
        }
    }

    /**
     * What a line of a file says: {@code user:password}.
     *
     * @throws IllegalArgumentException where it is none
     */
    public static Credentials parse(String line) {
        String text = line.strip();
        int colon = text.indexOf(':');
        return colon < 0 ? new Credentials(text, "") : new Credentials(text.substring(0, colon), text.substring(colon + 1));
    }

    /** The value of a Proxy-Authorization field, Basic scheme (RFC 7617). */
    public String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean tooLong(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES;
    }

    /** The user; never the password. */
    @Override
    public String toString() {
        return user + ":...";
    }
}
