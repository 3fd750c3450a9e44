package io.helloscope.store;

/** The two tables of documents; they have the same columns. */
enum Table {
    REPORT("report"),
    INCIDENT("incident");

    private final String sql;

    Table(String sql) {
        this.sql = sql;
    }

    /** Its name in statements. */
    String sql() {
        return sql;
    }
}
