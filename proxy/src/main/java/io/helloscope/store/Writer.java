package io.helloscope.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.report.Facets;
import io.helloscope.store.Backlog.Batch;
import io.helloscope.store.Backlog.Change;
import io.helloscope.store.Backlog.Key;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes batches, each in one transaction. Confined to one thread. */
final class Writer {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    private final ObjectMapper json = new ObjectMapper();
    private boolean bugTold;

    /** Writes it all or, where this throws, nothing. */
    void write(Opened to, Batch batch) {
        try {
            to.jdbi().useTransaction(handle -> {
                for (Table table : Table.values()) {
                    put(to, handle, table, batch.changes());
                    remove(handle, table, batch.changes());
                }
                count(handle, batch.counts());
            });
        } catch (RuntimeException failed) {
            // A kind that was numbered in this transaction has no number.
            reread(to, failed);
            throw failed;
        }
    }

    private static void reread(Opened to, RuntimeException failed) {
        try {
            to.jdbi().useHandle(to.kinds()::read);
        } catch (RuntimeException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }

    private void put(Opened to, Handle handle, Table table, Map<Key, Change> changes) {
        PreparedBatch rows = handle.prepareBatch("INSERT INTO " + table.sql() + " (id, kind, host, client, first_at, last_at, document)"
                + " VALUES (:id, :kind, :host, :client, :first, :last, " + to.database().documentParameter("document") + ")"
                + " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, host = excluded.host, client = excluded.client,"
                + " first_at = excluded.first_at, last_at = excluded.last_at, document = excluded.document");
        changes.forEach((key, change) -> {
            if (key.table() == table) {
                change.row().ifPresent(row -> add(to, handle, rows, row));
            }
        });
        if (rows.size() > 0) {
            rows.execute();
        }
    }

    private void add(Opened to, Handle handle, PreparedBatch rows, java.util.function.Supplier<Row> maker) {
        Row row;
        byte[] document;
        try {
            row = maker.get();
            document = json.writeValueAsBytes(row.recorded().document());
        } catch (RuntimeException | JsonProcessingException bug) {
            if (!bugTold) {
                bugTold = true;
                LOG.error("A report could not be made into a document; this is a bug of Helloscope (told once)", bug);
            }
            return;
        }
        Facets facets = row.facets();
        rows.bind("id", row.recorded().id()).bind("kind", to.kinds().number(handle, Kind.of(facets))).bind("host", facets.host())
                .bind("client", facets.client()).bind("first", micros(facets.first())).bind("last", micros(facets.last()))
                .bind("document", to.database().toColumn(document)).add();
    }

    private static void remove(Handle handle, Table table, Map<Key, Change> changes) {
        PreparedBatch rows = handle.prepareBatch("DELETE FROM " + table.sql() + " WHERE id = :id");
        changes.forEach((key, change) -> {
            if (key.table() == table && change.row().isEmpty()) {
                rows.bind("id", key.id()).add();
            }
        });
        if (rows.size() > 0) {
            rows.execute();
        }
    }

    private static void count(Handle handle, Map<TallyKey, Long> counts) {
        if (counts.isEmpty()) {
            return;
        }
        PreparedBatch rows = handle.prepareBatch("INSERT INTO tally (hour, host, client, outcome, cause, party, product, connections)"
                + " VALUES (:hour, :host, :client, :outcome, :cause, :party, :product, :connections)"
                + " ON CONFLICT (hour, host, client, outcome, cause, party, product)"
                + " DO UPDATE SET connections = tally.connections + excluded.connections");
        Map<TallyKey, Long> totals = new HashMap<>();
        counts.forEach((key, connections) -> {
            bind(rows, key, connections).bind("host", key.host()).bind("client", key.client()).add();
            totals.merge(new TallyKey(key.hour(), "", "", key.outcome(), key.cause(), key.party(), key.product()), connections, Long::sum);
        });
        rows.execute();
        PreparedBatch sums = handle.prepareBatch("INSERT INTO total (hour, outcome, cause, party, product, connections)"
                + " VALUES (:hour, :outcome, :cause, :party, :product, :connections)"
                + " ON CONFLICT (hour, outcome, cause, party, product) DO UPDATE SET connections = total.connections + excluded.connections");
        totals.forEach((key, connections) -> bind(sums, key, connections).add());
        sums.execute();
    }

    private static PreparedBatch bind(PreparedBatch rows, TallyKey key, long connections) {
        return rows.bind("hour", key.hour()).bind("outcome", key.outcome()).bind("cause", key.cause()).bind("party", key.party())
                .bind("product", key.product()).bind("connections", connections);
    }

    /** Since 1970; what lies beyond a number's range is at its end. */
    static long micros(Instant at) {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, at);
        } catch (ArithmeticException beyond) {
            return at.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
