package io.helloscope.config;

import io.helloscope.bytes.Bytes;
import io.helloscope.dial.HostPattern;
import io.helloscope.knowledge.PublicRoots;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Certificates that are known here, each as its DER, and lists in place of built-in ones.
 *
 * @param extraRoots private roots that the clients trust
 * @param inspectionRoots the organisation's own inspection CAs
 * @param publicRoots what counts as a public root in place of the built-in list, for laboratories
 * @param ctLogs a list of Certificate Transparency logs in place of the built-in one, for laboratories
 * @param publicNames host name patterns that count as public names although they are not, for laboratories
 */
public record TrustSettings(List<Bytes> extraRoots, List<Bytes> inspectionRoots, Optional<PublicRoots> publicRoots, Optional<Path> ctLogs,
        List<HostPattern> publicNames) {
    public TrustSettings {
        extraRoots = List.copyOf(extraRoots);
        inspectionRoots = List.copyOf(inspectionRoots);
        publicNames = List.copyOf(publicNames);
    }
}
