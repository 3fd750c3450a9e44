package io.helloscope.diagnose;

import io.helloscope.observe.Question;
import java.util.List;

/** Which questions one kind of failure calls for, in rounds: those of a round may be asked side by side. */
interface Inquiry {
    /** Nothing to ask. */
    Inquiry NONE = (round, soFar) -> List.of();

    /**
     * The questions of a round, the most telling first; none where nothing more would change the diagnosis.
     *
     * @param round from 0
     * @param soFar the answers of all rounds before
     */
    List<Question> round(int round, Answers soFar);

    /** One round only. */
    static Inquiry once(Question... questions) {
        return (round, soFar) -> round == 0 ? List.of(questions) : List.of();
    }
}
