package io.helloscope.tls;

/**
 * An alert in the clear (RFC 8446 section 6).
 *
 * @param level 1 warning, 2 fatal; other values survive
 * @param description what it says
 */
public record Alert(int level, AlertDescription description) {
    /** Whether it says fatal. */
    public boolean fatal() {
        return level == 2;
    }
}
