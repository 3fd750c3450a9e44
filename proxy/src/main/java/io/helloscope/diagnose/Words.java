package io.helloscope.diagnose;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.End;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.Stage;
import io.helloscope.tls.Alert;
import io.helloscope.tls.ProtocolVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Facts as parts of sentences. Strings of peers come out escaped and cut. */
final class Words {
    private static final int SHOWN = 80;

    private Words() {
    }

    /** The first line of what a peer sent, quoted. */
    static String firstLine(Bytes raw) {
        int end = 0;
        while (end < raw.length() && raw.at(end) != '\r' && raw.at(end) != '\n') {
            end++;
        }
        return quoted(raw.first(Math.max(1, end)));
    }

    static String quoted(Bytes raw) {
        StringBuilder shown = new StringBuilder("\"");
        Bytes head = raw.first(SHOWN);
        for (int i = 0; i < head.length(); i++) {
            int c = head.at(i);
            if (c == '"' || c == '\\') {
                shown.append('\\').append((char) c);
            } else if (c >= 0x20 && c < 0x7f) {
                shown.append((char) c);
            } else {
                shown.append("\\x%02x".formatted(c));
            }
        }
        return shown.append(raw.length() > SHOWN ? "...\"" : "\"").toString();
    }

    static String text(String raw) {
        String cut = raw.length() > 2 * SHOWN ? raw.substring(0, 2 * SHOWN) + "..." : raw;
        return cut.codePoints().mapToObj(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? "\\u{%x}".formatted(c)
                : Character.toString(c)).collect(Collectors.joining());
    }

    /** The same with a full stop at its end. */
    static String sentence(String raw) {
        String shown = text(raw);
        return shown.endsWith(".") ? shown : shown + ".";
    }

    static String alert(SeenAlert seen) {
        return seen.alert().map(alert -> "%s alert %d (%s)".formatted(level(alert), alert.description().code(), alert.description().name()))
                .orElse("encrypted alert");
    }

    private static String level(Alert alert) {
        return alert.fatal() ? "fatal" : alert.level() == 1 ? "warning" : "level-" + alert.level();
    }

    static String end(End end) {
        return switch (end.kind()) {
            case FIN -> "closed the connection (FIN)";
            case RESET -> "reset the connection (RST)";
            case TIMEOUT -> "ran into a time limit";
        };
    }

    static String stage(Stage stage) {
        return switch (stage) {
            case NOTHING -> "before anything was said";
            case HELLO_PARTIAL -> "while the client was sending its hello";
            case HELLO -> "in answer to the client's hello";
            case SERVER_HELLO_PARTIAL -> "after a part of its hello";
            case SERVER_HELLO -> "after its hello";
            case SERVER_FLIGHT -> "after its part of the handshake";
            case CLIENT_FINISHED -> "after the client's part of the handshake";
            case ESTABLISHED, DATA -> "after the handshake";
        };
    }

    /** The same as the client's doing. */
    static String stageOfClient(Stage stage) {
        return switch (stage) {
            case SERVER_HELLO_PARTIAL -> "after a part of the server's hello";
            case SERVER_HELLO -> "after the server's hello";
            case SERVER_FLIGHT -> "after the server's part of the handshake";
            case CLIENT_FINISHED -> "after its own part of the handshake";
            default -> stage(stage);
        };
    }

    static String versions(List<ProtocolVersion> versions) {
        return versions.stream().filter(version -> !version.isGrease()).map(ProtocolVersion::name).collect(Collectors.joining(", "));
    }

    static String time(Duration time) {
        return time.toMillis() < 1000 ? time.toMillis() + " ms" : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }

    /** The day in UTC, such as {@code 2026-11-24}. */
    static String day(Instant at) {
        return at.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    /** Escaped as {@link #text}, or these words. */
    static String textOr(Optional<String> raw, String otherwise) {
        return raw.map(Words::text).orElse(otherwise);
    }

    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
