package io.helloscope.knowledge;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What counts as public in place of the lists that come with the program: for laboratories and closed networks.
 *
 * @param roots public roots
 * @param ctLogs a file in the form of the public list of logs, version 3
 */
public record PublicLists(Optional<PublicRoots> roots, Optional<Path> ctLogs) {
    /** The lists that come with the program. */
    public static final PublicLists BUILT_IN = new PublicLists(Optional.empty(), Optional.empty());
}
