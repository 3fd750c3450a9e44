package io.helloscope.intercept;

/** On which side of this program something is. */
public enum Position {
    /** Between this program and the server, which includes software on this very machine. */
    SERVER_SIDE("server-side", "between this proxy and the server, which includes software on this very machine"),
    /** Between the client and this program. */
    CLIENT_SIDE("client-side", "between the client and this proxy, which includes software on the client's machine");

    private final String code;
    private final String where;

    Position(String code, String where) {
        this.code = code;
        this.where = where;
    }

    /** The word that people and programs meet, in kebab case. */
    public String code() {
        return code;
    }

    /** The same for people. */
    public String where() {
        return where;
    }
}
