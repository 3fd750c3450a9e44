package io.helloscope.diagnose;

import io.helloscope.observe.Question.Change;
import io.helloscope.tls.ClientHello;
import io.helloscope.verdict.Confidence;

/**
 * The unchanged hello and a changed one side by side. One run proves nothing: a server that fails now and then does so with either.
 *
 * @param plain how the unchanged one went
 * @param changed how the changed one went
 */
record Proof(Tally plain, Tally changed) {
    private static final int TWICE = 2;

    static Proof of(ClientHello hello, Change change, Answers answers) {
        return new Proof(answers.hello(hello, Change.NOTHING), answers.hello(hello, change));
    }

    /** The one failed each time, the other did not, and that more than once. */
    boolean holds() {
        return plain.never() && plain.asked() >= TWICE && changed.worked() >= TWICE;
    }

    Confidence confidence() {
        return changed.always() ? Confidence.CERTAIN : Confidence.POSSIBLE;
    }

    /** {@code Asked again without GREASE, the server took up the handshake, 3 of 3 times; unchanged it reset the connection (RST), 3 of 3 times.} */
    String sentence(String how) {
        return "Asked again %s, the server took up the handshake, %s; unchanged %s%s.".formatted(how, changed.of(changed.worked()),
                Told.failing(plain), Told.where(plain));
    }
}
