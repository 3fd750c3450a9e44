package io.helloscope.capture.box;

import io.helloscope.observe.Connection;
import java.util.List;
import java.util.Optional;

/**
 * One connection of a client through a box.
 *
 * @param client as it was on the client's side
 * @param server the one that the box made for it, or let pass
 * @param fate what became of it
 * @param because one sentence that tells why this is its fate
 * @param changes what is different on the other side
 * @param masked faults of the server's certificate that the client cannot see any more
 * @param grade of what the box said to the server; empty where it spoke not itself
 * @param reasons why the grade is no better
 */
public record BoxCase(Connection client, Optional<Connection> server, Fate fate, String because, List<Change> changes, List<String> masked,
        Optional<Grade> grade, List<String> reasons) {
    public BoxCase {
        changes = List.copyOf(changes);
        masked = List.copyOf(masked);
        reasons = List.copyOf(reasons);
    }
}
