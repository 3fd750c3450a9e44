package io.helloscope.report;

import io.helloscope.bytes.Bytes;

/** Makes strings of peers fit to be shown: control characters, and what would break a line or a terminal, as escapes; cut to a length. */
public final class Escape {
    private Escape() {
    }

    /** The text, escaped and cut. */
    public static String text(String raw, int most) {
        StringBuilder shown = new StringBuilder(Math.min(raw.length(), most) + 8);
        for (int i = 0; i < raw.length(); ) {
            int c = raw.codePointAt(i);
            i += Character.charCount(c);
            append(shown, c);
            if (shown.length() >= most && i < raw.length()) {
                shown.setLength(most);
                return shown.append("...").toString();
            }
        }
        return shown.toString();
    }

    /** The bytes read as ISO 8859-1, escaped and cut. */
    public static String bytes(Bytes raw, int most) {
        Bytes head = raw.first(most);
        StringBuilder shown = new StringBuilder(head.length() + 8);
        for (int i = 0; i < head.length() && shown.length() < most; i++) {
            int c = head.at(i);
            if (c < 0x7f) {
                append(shown, c);
            } else {
                shown.append("\\x%02x".formatted(c));
            }
        }
        return raw.length() > head.length() ? shown.append("...").toString() : shown.toString();
    }

    private static void append(StringBuilder shown, int c) {
        switch (c) {
            case '\r' -> shown.append("\\r");
            case '\n' -> shown.append("\\n");
            case '\t' -> shown.append("\\t");
            case '\\' -> shown.append("\\\\");
            default -> {
                int type = Character.getType(c);
                boolean hidden = Character.isISOControl(c) || type == Character.FORMAT || type == Character.LINE_SEPARATOR
                        || type == Character.PARAGRAPH_SEPARATOR || type == Character.SURROGATE || type == Character.UNASSIGNED
                        || type == Character.PRIVATE_USE;
                if (hidden) {
                    shown.append(c < 0x100 ? "\\x%02x".formatted(c) : "\\u{%x}".formatted(c));
                } else {
                    shown.appendCodePoint(c);
                }
            }
        }
    }
}
