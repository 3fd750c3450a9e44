package io.helloscope.cli;

/** Exit codes of every command. */
final class ExitCode {
    /** All went well. */
    static final int OK = 0;
    /** It ran and found, or met, a failure. */
    static final int FAILURE = 1;
    /** The command line or the configuration is wrong, or a port is in use: nothing was started. */
    static final int USAGE = 2;

    private ExitCode() {
    }
}
