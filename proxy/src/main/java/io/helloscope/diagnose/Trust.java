package io.helloscope.diagnose;

import io.helloscope.bytes.Bytes;
import java.util.List;

/**
 * Certificates that the settings name.
 *
 * @param extraRoots DER, private roots that the clients trust
 * @param inspectionRoots DER, the organisation's own inspection CAs
 */
public record Trust(List<Bytes> extraRoots, List<Bytes> inspectionRoots) {
    /** None named. */
    public static final Trust NONE = new Trust(List.of(), List.of());

    public Trust {
        extraRoots = List.copyOf(extraRoots);
        inspectionRoots = List.copyOf(inspectionRoots);
    }
}
