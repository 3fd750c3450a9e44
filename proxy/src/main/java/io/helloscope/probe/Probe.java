package io.helloscope.probe;

import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.netty.util.concurrent.Future;

/** Asks one question of one server, over at most one connection, bounded in time and bytes. Callable from any thread. */
public interface Probe {
    /**
     * Asks. The future is completed on an event loop and never fails: whatever a server does is an answer. Cancelling it closes
     * the connection.
     */
    Future<ProbeAnswer> ask(Question question, ProbeTarget target);
}
