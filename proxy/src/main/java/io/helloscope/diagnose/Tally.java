package io.helloscope.diagnose;

import io.helloscope.observe.ProbeAnswer;
import java.util.List;

/**
 * How often the same question went well. Questions for which no connection stood tell nothing and are not counted.
 *
 * @param worked how often it did
 * @param answers all that were counted
 */
record Tally(int worked, List<ProbeAnswer> answers) {
    Tally {
        answers = List.copyOf(answers);
    }

    int asked() {
        return answers.size();
    }

    int failed() {
        return asked() - worked;
    }

    /** Asked, and went well each time. */
    boolean always() {
        return asked() > 0 && failed() == 0;
    }

    /** Asked, and went well not once. */
    boolean never() {
        return asked() > 0 && worked == 0;
    }

    /** {@code 2 of 3 times}. */
    String of(int some) {
        return asked() == 1 ? some + " of 1 time" : some + " of " + asked() + " times";
    }
}
