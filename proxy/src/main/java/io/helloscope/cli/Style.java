package io.helloscope.cli;

import picocli.CommandLine.Help.Ansi;

/** Colours where they are seen: on a terminal, unless NO_COLOR is set. Takes text as it is, which markup within it would not. */
final class Style {
    private final boolean on;

    private Style(boolean on) {
        this.on = on;
    }

    /** As the terminal and the environment want it. */
    static Style ofTerminal() {
        return new Style(Ansi.AUTO.enabled());
    }

    /** None, for files and other programs. */
    static Style plain() {
        return new Style(false);
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
