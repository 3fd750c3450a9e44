package io.helloscope.frontend.self;

import io.helloscope.frontend.access.Visit;
import io.helloscope.frontend.answer.Answer;
import java.util.Optional;
import java.util.function.Consumer;

/** What this proxy itself answers to requests for itself. */
public interface Site {
    /**
     * A request for the proxy itself.
     *
     * @param visit who asks
     * @param path with query
     * @param authority the host and port by which the client reached the proxy, where it tells; checked to be one
     * @param throughProxy asked as a client of the proxy, not by its address
     * @param form what the client wants
     */
    record Question(Visit visit, String path, Optional<String> authority, boolean throughProxy, Form form) {
    }

    /** How an answer is written. */
    enum Form {
        /** HTML, for browsers. */
        PAGE,
        /** Plain text, for terminals. */
        TEXT,
        /** For programs. */
        JSON
    }

    /** Answers on the visit's event loop, where this is to be called too. */
    void answer(Question question, Consumer<Answer> then);
}
