package io.helloscope.knowledge;

/** A table that is missing or damaged: it stops the start. One sentence with the file, the line, what was wrong and what is allowed. */
public final class KnowledgeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;

    /**
     * A fault in a table.
     *
     * @param file its name as people know it
     * @param line counted from 1; 0 where the whole file is meant
     * @param message what was wrong and what is allowed, without file and line
     */
    public KnowledgeException(String file, int line, String message) {
        super((line > 0 ? file + ":" + line : file) + ": " + message);
        this.file = file;
        this.line = line;
    }

    /** The file's name. */
    public String file() {
        return file;
    }

    /** The line, counted from 1; 0 where the whole file is meant. */
    public int line() {
        return line;
    }
}
