package io.helloscope.knowledge;

import java.util.ArrayList;
import java.util.List;

/**
 * A text as it comes from a terminal, a log, a page or a document, made fit to be searched: without colours, escapes and hidden
 * characters, folded. Takes time in proportion to its length.
 *
 * @param folded the whole, in one line
 * @param joined the same with what a line break parted put together again; equal to {@code folded} where it has one line
 * @param lines its lines, folded, without empty ones
 * @param cut whether it was longer than {@link #LONGEST}
 */
record PastedText(String folded, String joined, List<String> lines, boolean cut) {
    /** Characters that are looked at. */
    static final int LONGEST = 64 << 10;
    private static final char ESCAPE = '\u001b';

    static PastedText of(String raw) {
        boolean cut = raw.length() > LONGEST;
        String clean = new Cleaner(cut ? raw.substring(0, LONGEST) : raw).clean();
        List<String> lines = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        for (String line : clean.split("\n", -1)) {
            // marks of a quoted mail
            String bare = line.replaceFirst("^[> ]+", "");
            joined.append(bare);
            String folded = ErrorText.fold(bare);
            if (!folded.isEmpty()) {
                lines.add(folded);
            }
        }
        String folded = String.join(" ", lines);
        return new PastedText(folded, lines.size() > 1 ? ErrorText.fold(joined.toString()) : folded, List.copyOf(lines), cut);
    }

    /** One pass over the characters. */
    private static final class Cleaner {
        private final String raw;
        private final StringBuilder out = new StringBuilder();
        private int at;

        Cleaner(String raw) {
            this.raw = raw;
        }

        String clean() {
            while (at < raw.length()) {
                char c = raw.charAt(at++);
                switch (c) {
                    case ESCAPE -> control();
                    case '\\' -> backslash();
                    case '%' -> percent();
                    case '&' -> entity();
                    case '\r' -> {
                        // a progress bar returns to the line's begin; a line end of Windows has both
                        if (at >= raw.length() || raw.charAt(at) != '\n') {
                            out.append('\n');
                        }
                    }
                    case '\n' -> out.append('\n');
                    default -> plain(c);
                }
            }
            return out.toString();
        }

        private void plain(char c) {
            int type = Character.getType(c);
            if (type == Character.FORMAT || c == '\uFEFF') {
                return;
            }
            out.append(Character.isISOControl(c) ? ' ' : c);
        }

        /** ECMA-48: a control sequence ends with one of {@code @} to {@code ~}; a string such as a title ends with BEL. */
        private void control() {
            if (at >= raw.length()) {
                return;
            }
            char kind = raw.charAt(at++);
            int end = Math.min(raw.length(), at + 64);
            if (kind == '[') {
                while (at < end && (raw.charAt(at) < '@' || raw.charAt(at) > '~')) {
                    at++;
                }
                at = Math.min(end, at + 1);
            } else if (kind == ']') {
                while (at < end && raw.charAt(at) != '\u0007') {
                    at++;
                }
                at = Math.min(end, at + 1);
            }
        }

        /** Escapes of JSON and of programming languages; an escaped backslash may itself begin one, where a log is in a log. */
        private void backslash() {
            if (at >= raw.length()) {
                return;
            }
            char next = raw.charAt(at);
            switch (next) {
                case '\\' -> { }
                case 'n', 'r' -> {
                    at++;
                    out.append('\n');
                }
                case 't' -> {
                    at++;
                    out.append(' ');
                }
                case '"', '\'', '/' -> {
                    at++;
                    out.append(next);
                }
                case 'u' -> hexadecimal(1, 4, "\\");
                default -> out.append('\\');
            }
        }

        private void percent() {
            hexadecimal(0, 2, "%");
        }

        private void hexadecimal(int skipped, int digits, String otherwise) {
            int from = at + skipped;
            int value = from + digits <= raw.length() ? number(raw.substring(from, from + digits)) : -1;
            if (value < ' ') {
                out.append(otherwise);
                return;
            }
            at = from + digits;
            plain((char) value);
        }

        private static int number(String digits) {
            for (char c : digits.toCharArray()) {
                if (Character.digit(c, 16) < 0 || c > 'f') {
                    return -1;
                }
            }
            return Integer.parseInt(digits, 16);
        }

        private void entity() {
            for (String[] known : new String[][] {{"#39;", "'"}, {"#x27;", "'"}, {"apos;", "'"}, {"quot;", "\""}, {"#34;", "\""}, {"lt;", "<"}, {"gt;", ">"}, {"amp;", "&"},
                {"nbsp;", " "}, {"rsquo;", "'"}, {"#8217;", "'"}}) {
                if (raw.startsWith(known[0], at)) {
                    at += known[0].length();
                    out.append(known[1]);
                    return;
                }
            }
            out.append('&');
        }
    }
}
