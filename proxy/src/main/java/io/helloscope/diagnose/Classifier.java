package io.helloscope.diagnose;

import io.helloscope.knowledge.Knowledge;
import io.helloscope.observe.Connection;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Says why a connection failed: a pure function over what was seen and the knowledge tables. */
public final class Classifier {
    /** A classifier over these tables. */
    public Classifier(Knowledge knowledge, Trust trust) {
    }

    /**
     * The diagnosis of one connection by itself; what only other connections tell (recovered, cancelled, grouped) is decided in {@code report}.
     *
     * @param connection what was seen, open or ended
     * @param now for the validity of certificates and for what silence means
     */
    public Diagnosis diagnose(Connection connection, Instant now) {
        throw new UnsupportedOperationException();
    }

    /** The same where the destination usually takes so long to answer: a client that leaves earlier has not waited in vain. */
    public Diagnosis diagnose(Connection connection, Instant now, Duration patience) {
        throw new UnsupportedOperationException();
    }

    /** The diagnosis of a cause that other connections tell, with the words of its row. */
    public Diagnosis describe(Cause cause, Confidence confidence, List<Evidence> evidence) {
        throw new UnsupportedOperationException();
    }
}
