package io.helloscope.knowledge;

/** Bytes as text with {@code \r \n \t \xNN \\} escaped; a cut-off escape at the end is dropped. */
final class Escaped {
    private Escaped() {
    }

    /** The bytes read as ISO 8859-1. */
    static String latin1(String escaped) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            if (++i >= escaped.length()) {
                break;
            }
            switch (escaped.charAt(i)) {
                case 'r' -> text.append('\r');
                case 'n' -> text.append('\n');
                case 't' -> text.append('\t');
                case 'x' -> {
                    if (i + 2 < escaped.length()) {
                        text.append((char) Integer.parseInt(escaped.substring(i + 1, i + 3), 16));
                    }
                    i += 2;
                }
                default -> text.append(escaped.charAt(i));
            }
        }
        return text.toString();
    }
}
