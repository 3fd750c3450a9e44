package io.helloscope.store;

import io.helloscope.store.HistorySettings.Place;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;

class SqliteHistoryTest extends DatabaseHistoryContract {
    @TempDir
    Path folder;

    @Override
    Place place() {
        return new HistorySettings.Sqlite(folder.resolve("history.db"));
    }

    @Override
    DataSource source() {
        return new SqliteDatabase(folder.resolve("history.db")).source();
    }
}
