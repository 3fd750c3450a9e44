package io.helloscope.config;

/** A mistake in the configuration: one sentence with file, line, key, what was wrong and what is allowed. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigException(String file, int line, String key, String message) {
        super(place(file, line) + (key.isEmpty() ? "" : key + ": ") + message, null, false, false);
    }

    private static String place(String file, int line) {
        return line > 0 ? file + ":" + line + ": " : file + ": ";
    }
}
