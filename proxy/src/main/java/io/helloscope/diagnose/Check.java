package io.helloscope.diagnose;

/**
 * A command by which a person checks a diagnosis without this program.
 *
 * @param command one line for a POSIX shell; names in it are quoted
 * @param shows what it shows where the diagnosis is right
 */
public record Check(String command, String shows) {
}
