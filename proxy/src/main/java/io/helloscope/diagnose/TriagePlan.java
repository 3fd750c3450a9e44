package io.helloscope.diagnose;

import io.helloscope.observe.Connection;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import java.util.List;

/** Which questions after which failure: a pure function of what was seen and what has been answered so far. */
public final class TriagePlan {
    private TriagePlan() {
    }

    /**
     * The questions to ask next, which may be asked side by side, the cheapest and most telling first; none where nothing more
     * would change the diagnosis.
     *
     * @param connection the one that failed
     * @param diagnosis what its bytes alone say
     * @param answers to the questions so far, in the order of asking
     */
    public static List<Question> next(Connection connection, Diagnosis diagnosis, List<ProbeAnswer> answers) {
        return List.of();
    }
}
