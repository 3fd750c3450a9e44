package io.helloscope.diagnose;

import java.util.Optional;

/** One way to tell a cause. */
interface Rule {
    /** What it finds; empty where it has nothing to say. */
    Optional<Finding> look(Case seen);
}
