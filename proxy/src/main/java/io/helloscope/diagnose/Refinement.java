package io.helloscope.diagnose;

import java.util.Optional;

/** One way in which answers to this program's own questions tell more than the client's connection did. */
interface Refinement {
    /**
     * What they tell; empty where they have nothing to say about this failure.
     *
     * @param passive what the connection alone says
     */
    Optional<Finding> refine(Case seen, Finding passive, Answers answers);
}
