package io.helloscope.intercept;

import io.helloscope.bytes.Bytes;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the settings say about interception.
 *
 * @param extraRoots DER, private roots that are expected and no gear
 * @param inspectionRoots DER, the organisation's own inspection CAs
 * @param publicNames names that count as public although they are not
 */
public record InterceptSettings(List<Bytes> extraRoots, List<Bytes> inspectionRoots, Predicate<String> publicNames) {
    /** Nothing named. */
    public static final InterceptSettings NONE = new InterceptSettings(List.of(), List.of(), name -> false);

    public InterceptSettings {
        extraRoots = List.copyOf(extraRoots);
        inspectionRoots = List.copyOf(inspectionRoots);
    }
}
