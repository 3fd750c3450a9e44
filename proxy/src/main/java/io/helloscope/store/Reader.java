package io.helloscope.store;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.observe.ConnectionId;
import io.helloscope.report.CountQuery;
import io.helloscope.report.Counts.Count;
import io.helloscope.report.Recorded;
import io.helloscope.report.ReportQuery;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages from a database, newest first. A question for some kinds is one question for each of them, which an index that ends in the id
 * answers from its newest entry on; so a page costs the same however many rows there are and however few of them fit.
 */
final class Reader {
    private static final Logger LOG = LoggerFactory.getLogger(Reader.class);
    private static final TypeReference<Map<String, Object>> DOCUMENT = new TypeReference<>() { };
    /** Arms of one statement. */
    private static final int MOST_ARMS = 200;
    /** Sorts behind every id. */
    private static final String LAST = "~";

    private final ObjectMapper json = new ObjectMapper();

    /**
     * At most so many that fit, newest first; fewer only where there are no more.
     *
     * @param floor only ids that are greater
     * @param skip ids that are known otherwise
     */
    List<Recorded> page(Opened from, Table table, ReportQuery query, int most, String floor, Predicate<String> skip) {
        List<Recorded> found = new ArrayList<>();
        from.jdbi().useHandle(handle -> {
            String below = query.cursor().orElse(LAST);
            List<String> ids;
            do {
                ids = ids(from, handle, table, query, most, floor, below);
                List<String> wanted = ids.stream().filter(skip.negate()).limit(most - found.size()).toList();
                found.addAll(documents(from, handle, table, query, wanted));
                below = ids.isEmpty() ? below : ids.get(ids.size() - 1);
            } while (found.size() < most && ids.size() == most);
        });
        return found;
    }

    /** One document. */
    Optional<Recorded> find(Opened from, Table table, String id) {
        return from.jdbi().withHandle(handle -> handle.createQuery("SELECT document FROM " + table.sql() + " WHERE id = :id").bind("id", id)
                .map((row, context) -> recorded(from, id, row.getObject(1))).findOne()).flatMap(one -> one);
    }

    /** Connections by the hour. */
    static List<Count> counts(Opened from, CountQuery query) {
        boolean detailed = query.by() == CountQuery.By.HOST || query.by() == CountQuery.By.CLIENT || query.host().isPresent() || query.client().isPresent();
        String where = " FROM " + (detailed ? "tally" : "total") + " WHERE hour >= :since AND hour <= :until"
                + (query.host().isPresent() ? " AND host = :host" : "") + (query.client().isPresent() ? " AND client = :client" : "");
        String by = query.by().code();
        String most = "SELECT " + by + where + " GROUP BY " + by + " ORDER BY SUM(connections) DESC, " + by + " LIMIT :keys";
        return from.jdbi().withHandle(handle -> {
            Query asked = handle.createQuery("SELECT hour, " + by + " AS counted_by, outcome, SUM(connections) AS connections" + where
                    + " AND " + by + " IN (SELECT * FROM (" + most + ") most) GROUP BY hour, " + by + ", outcome ORDER BY hour, " + by + ", outcome")
                    .bind("since", Tallies.hour(query.since())).bind("until", Tallies.hour(query.until())).bind("keys", query.keys());
            query.host().ifPresent(host -> asked.bind("host", host));
            query.client().ifPresent(client -> asked.bind("client", client));
            return asked.map((row, context) -> new Count(Tallies.begin(row.getLong("hour")), row.getString("counted_by"), row.getString("outcome"),
                    row.getLong("connections"))).list();
        });
    }

    /** Those that may fit: times are checked to the millisecond here, as ids hold them. */
    private static List<String> ids(Opened from, Handle handle, Table table, ReportQuery query, int most, String floor, String below) {
        List<String> arms = new ArrayList<>();
        boolean any = query.host().isEmpty() && query.client().isEmpty() && query.cause().isEmpty() && query.phase().isEmpty() && query.party().isEmpty();
        if (any && (table == Table.REPORT || query.since().isEmpty() && query.until().isEmpty())) {
            arms.add(arm(table, query, "", "short"));
        } else {
            for (boolean lasting : new boolean[] {false, true}) {
                for (int number : from.kinds().numbers(kind -> kind.lasting() == lasting && kind.fits(query))) {
                    arms.add(arm(table, query, " AND kind = " + number, lasting ? "lasting" : "short"));
                }
            }
        }
        List<String> ids = new ArrayList<>();
        for (int first = 0; first < arms.size(); first += MOST_ARMS) {
            String statement = String.join(" UNION ALL ", arms.subList(first, Math.min(arms.size(), first + MOST_ARMS)));
            ids.addAll(bound(handle, statement + " ORDER BY id DESC LIMIT :most", table, query, floor, below).bind("most", most).mapTo(String.class).list());
        }
        ids.sort(Collections.reverseOrder());
        return ids.size() <= most ? ids : ids.subList(0, most);
    }

    private static String arm(Table table, ReportQuery query, String kind, String span) {
        StringBuilder arm = new StringBuilder("SELECT id FROM (SELECT id FROM ").append(table.sql())
                .append(" WHERE id > :").append(span).append("_above AND id < :").append(span).append("_below").append(kind);
        query.host().ifPresent(host -> arm.append(" AND host = :host"));
        query.client().ifPresent(client -> arm.append(" AND client = :client"));
        if (table == Table.INCIDENT) {
            query.since().ifPresent(since -> arm.append(" AND last_at >= :since"));
            query.until().ifPresent(until -> arm.append(" AND first_at <= :until"));
        }
        return arm.append(" ORDER BY id DESC LIMIT :most) arm").toString();
    }

    private static Query bound(Handle handle, String statement, Table table, ReportQuery query, String floor, String below) {
        Query asked = handle.createQuery(statement);
        query.host().ifPresent(host -> asked.bind("host", host));
        query.client().ifPresent(client -> asked.bind("client", client));
        if (table == Table.INCIDENT) {
            query.since().ifPresent(since -> asked.bind("since", Writer.micros(since)));
            query.until().ifPresent(until -> asked.bind("until", Writer.micros(until)));
        }
        // A report's id tells its time; that of an incident the time of a report in it; that of one that lasted long tells nothing.
        long slack = table == Table.REPORT ? 0 : Kind.SHORT.toMillis();
        String since = query.since().map(from -> ConnectionId.least(moved(from, -slack))).orElse("");
        String until = query.until().map(to -> ConnectionId.least(moved(to, slack + 1))).orElse(LAST);
        // One bound on each side: of two SQLite's index takes whichever was written first, and walks from there to the other.
        return asked.bind("short_above", later(floor, since)).bind("short_below", earlier(below, until))
                .bind("lasting_above", floor).bind("lasting_below", below);
    }

    private static String earlier(String one, String other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static String later(String one, String other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Instant moved(Instant at, long millis) {
        try {
            return at.plusMillis(millis);
        } catch (DateTimeException | ArithmeticException beyond) {
            return at;
        }
    }

    private List<Recorded> documents(Opened from, Handle handle, Table table, ReportQuery query, List<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        long since = query.since().map(Writer::micros).orElse(Long.MIN_VALUE);
        long until = query.until().map(Writer::micros).orElse(Long.MAX_VALUE);
        Map<String, Recorded> found = new TreeMap<>(Collections.reverseOrder());
        handle.createQuery("SELECT id, first_at, last_at, document FROM " + table.sql() + " WHERE id IN (<ids>)").bindList("ids", ids)
                .map((row, context) -> row.getLong("last_at") < since || row.getLong("first_at") > until ? Optional.<Recorded>empty()
                        : recorded(from, row.getString("id"), row.getObject("document")))
                .forEach(row -> row.ifPresent(one -> found.put(one.id(), one)));
        return List.copyOf(found.values());
    }

    /** A document that a newer version wrote, or that is damaged by itself, is left out: the others are of use. */
    private Optional<Recorded> recorded(Opened from, String id, Object column) {
        try {
            return Optional.of(new Recorded(id, json.readValue(from.database().fromColumn(column), DOCUMENT)));
        } catch (IOException unreadable) {
            LOG.debug("{} cannot be read", id, unreadable);
            return Optional.empty();
        }
    }
}
