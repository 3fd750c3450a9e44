package io.helloscope.diagnose;

import io.helloscope.observe.Question;
import io.helloscope.observe.Question.Change;
import io.helloscope.observe.Question.Hello;
import io.helloscope.observe.Question.OnlyVersion;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ProtocolVersion;
import java.util.ArrayList;
import java.util.List;

/** The questions of a round while they are put together; changes that do not apply to the hello are passed over. */
final class Agenda {
    private final ClientHello hello;
    private final Answers soFar;
    private final List<Question> questions = new ArrayList<>();

    Agenda(ClientHello hello, Answers soFar) {
        this.hello = hello;
        this.soFar = soFar;
    }

    Agenda ask(Question question) {
        questions.add(question);
        return this;
    }

    Agenda hello(Change... changes) {
        for (Change change : changes) {
            if (change.appliesTo(hello)) {
                ask(new Hello(change));
            }
        }
        return this;
    }

    /** Those of them that have not been asked yet. */
    Agenda newly(Change... changes) {
        for (Change change : changes) {
            if (!soFar.asked(new Hello(change))) {
                hello(change);
            }
        }
        return this;
    }

    /** Those of them that have not been asked yet. */
    Agenda newly(Question... others) {
        for (Question other : others) {
            if (!soFar.asked(other)) {
                ask(other);
            }
        }
        return this;
    }

    Agenda versions(ProtocolVersion... versions) {
        for (ProtocolVersion version : versions) {
            newly(new OnlyVersion(version));
        }
        return this;
    }

    List<Question> list() {
        return List.copyOf(questions);
    }
}
