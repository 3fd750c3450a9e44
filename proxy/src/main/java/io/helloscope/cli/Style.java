package io.helloscope.cli;

import picocli.CommandLine;

/** Colours where they are seen: on a terminal, unless NO_COLOR is set. Takes text as it is, which markup within it would not. */
final class Style {
    private final boolean on;

    private Style(boolean on) {
        this.on = on;
    }

    /** As the command line, the terminal and the environment want it. */
    static Style of(CommandLine line) {
        return new Style(line.getColorScheme().ansi().enabled());
    }

    String bold(String text) {
        return with("1", text);
    }

    String good(String text) {
        return with("32", text);
    }

    String bad(String text) {
        return with("31", text);
    }

    String faint(String text) {
        return with("2", text);
    }

    private String with(String code, String text) {
        return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
