package io.helloscope.store;

import io.helloscope.store.HistorySettings.Postgresql;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server, which others look after. Documents are its json, so that they can be asked for in SQL. */
final class PostgresqlDatabase implements Database {
    private static final int CONNECT_SECONDS = 5;
    private static final int ANSWER_SECONDS = 30;
    private static final int SAMPLE = 500;
    /** What a row's entries in the indexes take. */
    private static final int INDEXED = 400;

    private final Postgresql place;

    PostgresqlDatabase(Postgresql place) {
        this.place = place;
    }

    @Override
    public void prepare() {
        // The server is there or is not.
    }

    @Override
    public DataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(ANSWER_SECONDS);
        source.setTcpKeepAlive(true);
        source.setApplicationName("helloscope");
        source.setReWriteBatchedInserts(true);
        source.setUrl(place.url());
        place.user().ifPresent(source::setUser);
        place.password().ifPresent(source::setPassword);
        return source;
    }

    @Override
    public String migrations() {
        return "io/helloscope/store/postgresql";
    }

    @Override
    public String documentParameter(String name) {
        return "CAST(:" + name + " AS json)";
    }

    @Override
    public Object toColumn(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    @Override
    public byte[] fromColumn(Object column) {
        return column.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** An estimate: files of tables do not become smaller when rows are deleted, they are filled again. */
    @Override
    public long size(Handle handle) {
        return size(handle, "report") + size(handle, "incident") + size(handle, "tally");
    }

    private static long size(Handle handle, String table) {
        long rows = handle.createQuery("SELECT COALESCE(MAX(n_live_tup), 0) FROM pg_stat_user_tables WHERE relid = CAST(:table AS regclass)")
                .bind("table", table).mapTo(Long.class).one();
        double each = handle.createQuery("SELECT COALESCE(AVG(pg_column_size(t.*)), 0) FROM (SELECT * FROM " + table + " LIMIT " + SAMPLE + ") t")
                .mapTo(Double.class).one();
        return (long) (rows * (each + INDEXED));
    }

    @Override
    public void shrink(Handle handle) {
        // Autovacuum's.
    }

    @Override
    public boolean present() {
        return true;
    }

    @Override
    public boolean damaged(SQLException failure) {
        return false;
    }

    /** Classes 22 and 23: what the value or a constraint does not allow. */
    @Override
    public boolean refused(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("22") || state.startsWith("23");
    }

    @Override
    public String setAside() {
        throw new IllegalStateException("a server's data is its administrator's");
    }

    @Override
    public String name() {
        return place.toString();
    }
}
