package io.helloscope.report;

import io.helloscope.bytes.Bytes;

/**
 * Makes strings of peers fit to be shown: control characters, and what would break a line, a terminal or the direction of writing, as
 * escapes; cut to a length. A backslash is escaped too, so that no peer can write what looks like an escape.
 */
public final class Escape {
    private static final String CUT = "...";

    private Escape() {
    }

    /** The text, escaped and cut to so many characters; what was cut off shows as three dots behind them. */
    public static String text(String raw, int most) {
        StringBuilder shown = new StringBuilder(Math.min(raw.length(), most) + CUT.length());
        for (int i = 0; i < raw.length(); ) {
            int c = raw.codePointAt(i);
            i += Character.charCount(c);
            int before = shown.length();
            append(shown, c);
            if (shown.length() > most) {
                // Neither an escape nor a pair of surrogates is shown in part.
                shown.setLength(before);
                return shown.append(CUT).toString();
            }
        }
        return shown.toString();
    }

    /** The bytes read as ASCII, escaped and cut to so many characters. */
    public static String bytes(Bytes raw, int most) {
        StringBuilder shown = new StringBuilder(Math.min(raw.length(), most) + CUT.length());
        for (int i = 0; i < raw.length(); i++) {
            int before = shown.length();
            int c = raw.at(i);
            if (c < 0x7f) {
                append(shown, c);
            } else {
                shown.append("\\x%02x".formatted(c));
            }
            if (shown.length() > most) {
                shown.setLength(before);
                return shown.append(CUT).toString();
            }
        }
        return shown.toString();
    }

    private static void append(StringBuilder shown, int c) {
        switch (c) {
            case '\r' -> shown.append("\\r");
            case '\n' -> shown.append("\\n");
            case '\t' -> shown.append("\\t");
            case '\\' -> shown.append("\\\\");
            default -> {
                if (isHidden(c)) {
                    shown.append(c < 0x100 ? "\\x%02x".formatted(c) : "\\u{%x}".formatted(c));
                } else {
                    shown.appendCodePoint(c);
                }
            }
        }
    }

    private static boolean isHidden(int c) {
        int type = Character.getType(c);
        return Character.isISOControl(c) || type == Character.FORMAT || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE || type == Character.UNASSIGNED || type == Character.PRIVATE_USE;
    }
}
