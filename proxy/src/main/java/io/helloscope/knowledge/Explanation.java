package io.helloscope.knowledge;

import io.helloscope.verdict.Cause;
import java.util.List;

/**
 * What is known about a text.
 *
 * @param errors errors that stand in it, the most telling first
 * @param causes what may be behind it, the most likely first
 * @param situations what it tells in a person's own words
 * @param near errors that resemble it; only where nothing else was found
 * @param cut whether the text was longer than what is looked at
 */
public record Explanation(List<ClientError> errors, List<CauseEntry> causes, List<Situation> situations, List<ClientError> near,
        boolean cut) {
    public Explanation {
        errors = List.copyOf(errors);
        causes = List.copyOf(causes);
        situations = List.copyOf(situations);
        near = List.copyOf(near);
    }

    /** Whether anything is known about it. */
    public boolean found() {
        return !causes.isEmpty() || !situations.isEmpty();
    }

    /** Explains a text that may have anything around it. */
    public static Explanation of(String text, Knowledge knowledge) {
        PastedText pasted = PastedText.of(text);
        ClientErrors errors = knowledge.clientErrors();
        ClientErrors.Found found = errors.find(pasted);
        List<Cause> causes = Candidates.of(pasted.folded(), found.matches());
        List<Situation> situations = errors.situations(pasted);
        boolean nothing = causes.isEmpty() && situations.isEmpty();
        return new Explanation(found.matches(), causes.stream().map(knowledge::cause).toList(), situations, nothing ? found.near() : List.of(),
                pasted.cut());
    }
}
