package io.helloscope.diagnose;

import io.helloscope.observe.Connection;
import io.helloscope.verdict.Cause;
import java.util.ArrayList;
import java.util.List;

/** A table of connections and what they mean. */
final class Rows {
    private final List<Row> all = new ArrayList<>();

    /** One of them. */
    record Row(String name, Connection connection, Cause cause) {
    }

    static Rows all() throws Exception {
        Rows rows = new Rows();
        PlainScenes.addTo(rows);
        HelloScenes.addTo(rows);
        EndScenes.addTo(rows);
        CertificateScenes.addTo(rows);
        return rows;
    }

    Rows add(Cause cause, String name, Talk talk) {
        return add(cause, name, talk.over());
    }

    Rows add(Cause cause, String name, Connection connection) {
        all.add(new Row(name, connection, cause));
        return this;
    }

    List<Row> list() {
        return List.copyOf(all);
    }
}
