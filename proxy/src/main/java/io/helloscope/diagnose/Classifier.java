package io.helloscope.diagnose;

import io.helloscope.knowledge.Knowledge;
import io.helloscope.observe.Connection;
import java.time.Instant;

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
}
