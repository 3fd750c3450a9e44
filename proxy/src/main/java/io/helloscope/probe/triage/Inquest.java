package io.helloscope.probe.triage;

import io.helloscope.diagnose.Diagnosis;
import io.helloscope.diagnose.TriagePlan;
import io.helloscope.observe.Connection;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.probe.ProbeTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One plan being carried out, round by round, and the connections that wait for it. */
final class Inquest {
    private final Kind kind;
    private final Connection connection;
    private final Diagnosis diagnosis;
    private final ProbeTarget target;
    private final long deadline;
    private final List<String> waiting = new ArrayList<>();
    private final List<ProbeAnswer> answers = new ArrayList<>();
    private ProbeAnswer[] round = new ProbeAnswer[0];
    private int open;

    /**
     * A plan of which nothing has been asked.
     *
     * @param connection the first failure of the kind
     * @param deadline nanoseconds on the desk's ticker
     */
    Inquest(Kind kind, Connection connection, Diagnosis diagnosis, ProbeTarget target, long deadline) {
        this.kind = kind;
        this.connection = connection;
        this.diagnosis = diagnosis;
        this.target = target;
        this.deadline = deadline;
    }

    Kind kind() {
        return kind;
    }

    ProbeTarget target() {
        return target;
    }

    long deadline() {
        return deadline;
    }

    /** Ids of connections. */
    List<String> waiting() {
        return waiting;
    }

    /** In the order of asking. */
    List<ProbeAnswer> answers() {
        return List.copyOf(answers);
    }

    List<Question> next() {
        return TriagePlan.next(connection, diagnosis, answers());
    }

    void begin(int questions) {
        round = new ProbeAnswer[questions];
        open = questions;
    }

    /** Takes the answer to one question of the round; true where it was the last. */
    boolean take(int place, Optional<ProbeAnswer> answer) {
        answer.ifPresent(given -> round[place] = given);
        open--;
        if (open > 0) {
            return false;
        }
        Arrays.stream(round).filter(given -> given != null).forEach(answers::add);
        return true;
    }
}
