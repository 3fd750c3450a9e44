package io.helloscope.cli;

import io.helloscope.access.Passwords;
import io.helloscope.app.StartException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a line for a password file; the password is asked for on the terminal, or read from standard input, and never an argument. */
@Command(name = "hash-password", mixinStandardHelpOptions = true,
        description = "Make a line for a password file; the password comes from the terminal or from standard input.")
final class HashPasswordCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The user's name.")
    private String name;

    @Override
    public Integer call() throws IOException {
        char[] password = read();
        if (password.length == 0) {
            throw new StartException("the password is empty");
        }
        try {
            spec.commandLine().getOut().println(Passwords.line(name, password));
        } catch (IllegalArgumentException wrong) {
            throw new StartException(wrong.getMessage());
        }
        return ExitCode.OK;
    }

    private static char[] read() throws IOException {
        Console console = System.console();
        if (console != null) {
            char[] typed = console.readPassword("Password: ");
            return typed == null ? new char[0] : typed;
        }
        String line = new BufferedReader(new InputStreamReader(System.in)).readLine();
        return line == null ? new char[0] : line.toCharArray();
    }
}
