package io.helloscope.frontend.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads heads, a line at a time as they come: no byte is looked at twice. One for each direction of a connection, confined to its
 * event loop.
 *
 * @param <T> the head
 */
abstract class HeadReader<T> {
    private static final byte LF = '\n';

    private final int most;
    private final int mostFields;
    private Fields fields = new Fields();
    private boolean begun;
    /** Bytes of this head that were taken. */
    private int taken;
    /** Bytes after the reader index that hold no line feed. */
    private int searched;

    /**
     * A reader.
     *
     * @param most bytes of a head
     * @param mostFields fields of a head
     */
    HeadReader(int most, int mostFields) {
        this.most = most;
        this.mostFields = mostFields;
    }

    /** The first line has come. */
    abstract Optional<Progress.Malformed<T>> firstLine(String line);

    /** Whether this field is to be kept. */
    abstract boolean keeps(String name);

    /** All is there. */
    abstract T head(Fields fields);

    /** Whether what is only tolerated (a bare line feed, folded lines, space before a colon) is read all the same. */
    abstract boolean lenient();

    /** Whether nothing of a head has come. */
    final boolean idle() {
        return taken == 0 && searched == 0;
    }

    /** Takes the lines that are complete. After Complete it is ready for the next head; after Malformed it is of no use. */
    final Progress<T> read(ByteBuf in) {
        while (true) {
            int start = in.readerIndex();
            int feed = in.indexOf(start + searched, in.writerIndex(), LF);
            int length = (feed < 0 ? in.writerIndex() : feed + 1) - start;
            if (taken + length > most) {
                return begun ? malformed(431, "The request's fields are longer than " + most + " bytes.")
                        : malformed(414, "The request's first line is longer than " + most + " bytes.");
            }
            if (feed < 0) {
                searched = length;
                return new Progress.NeedMore<>();
            }
            boolean returned = length > 1 && in.getByte(feed - 1) == '\r';
            String line = in.toString(start, length - (returned ? 2 : 1), StandardCharsets.ISO_8859_1);
            in.readerIndex(feed + 1);
            searched = 0;
            taken += length;
            if (!returned && !lenient()) {
                return malformed(400, "A line of the request ends with a bare line feed.");
            }
            if (line.isEmpty() && begun) {
                return complete();
            }
            // Empty lines before a request are ignored (RFC 9112 section 2.2).
            Optional<Progress.Malformed<T>> flaw = line.isEmpty() ? Optional.empty() : line(line);
            if (flaw.isPresent()) {
                return flaw.get();
            }
        }
    }

    private Progress<T> complete() {
        T head = head(fields);
        fields = new Fields();
        begun = false;
        taken = 0;
        return new Progress.Complete<>(head);
    }

    private Optional<Progress.Malformed<T>> line(String line) {
        if (hasControl(line)) {
            return Optional.of(malformed(400, "A line of the request has a control character in it."));
        }
        if (!begun) {
            begun = true;
            return firstLine(line);
        }
        return field(line);
    }

    private Optional<Progress.Malformed<T>> field(String line) {
        if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
            if (!lenient() || fields.size() == 0) {
                return Optional.of(malformed(400, "A field of the request is folded over several lines, or begins with a space."));
            }
            fields.continueLast(line.strip());
            return Optional.empty();
        }
        int colon = line.indexOf(':');
        String name = colon < 0 ? line : line.substring(0, colon);
        if (lenient()) {
            name = name.stripTrailing();
        }
        if (colon < 0 || !isToken(name)) {
            return lenient() ? Optional.empty() : Optional.of(malformed(400, "A field of the request has a name that is none."));
        }
        if (fields.size() >= mostFields) {
            return Optional.of(malformed(431, "The request has more than " + mostFields + " fields."));
        }
        if (keeps(name)) {
            fields.add(name, trimmed(line, colon + 1));
        }
        return Optional.empty();
    }

    /** Without spaces and tabs at its ends; String.strip would take more. */
    private static String trimmed(String line, int from) {
        int start = from;
        int end = line.length();
        while (start < end && isSpace(line.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    final Progress.Malformed<T> malformed(int status, String sentence) {
        return new Progress.Malformed<>(status, sentence, true);
    }

    /** Whether it is a token (RFC 9110 section 5.6.2). */
    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isTokenCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c > 0 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    private static boolean hasControl(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                return true;
            }
        }
        return false;
    }
}
