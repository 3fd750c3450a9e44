package io.helloscope.store;

import java.io.IOException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;

/** What the two databases do differently. */
interface Database {
    /** Makes ready what must be there before the first connection. */
    void prepare() throws IOException, SQLException;

    DataSource source();

    /** Where its migrations lie among the resources. */
    String migrations();

    /** How a document is written in a statement, as the parameter of this name. */
    String documentParameter(String name);

    /** The value of that parameter. */
    Object toColumn(byte[] json);

    /** The JSON of a column's value. */
    byte[] fromColumn(Object column) throws IOException;

    /** Bytes that rows and indexes fill. */
    long size(Handle handle);

    /** Gives back to the disk what deleted rows have left. */
    void shrink(Handle handle) throws SQLException;

    /** Whether it lies where it was opened; what is written to a file that somebody took away is lost. */
    boolean present();

    /** Whether this failure says that the data is damaged beyond what a later attempt could mend. */
    boolean damaged(SQLException failure);

    /** Whether this failure is about the rows and not about the database. */
    boolean refused(SQLException failure);

    /** Puts damaged data aside, so that the next attempt begins afresh, and says where it is. */
    String setAside() throws IOException;

    /** As it may be shown. */
    String name();

    /** Brings the tables to this version's form. */
    default void migrate() {
        Flyway.configure(Database.class.getClassLoader()).dataSource(source()).locations("classpath:" + migrations())
                .connectRetries(0).load().migrate();
    }
}
