package io.helloscope.app;

/** Something that the user can mend keeps the program from starting; its message is one sentence. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** One sentence: what, where, what is allowed, how to go on. */
    public StartException(String message) {
        super(message, null, false, false);
    }
}
